import { describe, expect, it } from 'vitest'
import { check } from './checker.ts'
import { attribute, keyOf, life, membership, type Operation, type Sight, type Stored, type Write } from './history.ts'

const ann = life('ann')
const title = attribute('ann', 'title')
const write = (register: typeof ann, written: string): Write => ({ ...register, written })
const see = (register: typeof ann, seen: string | undefined): Sight => ({ ...register, seen })
const at = (start: number, end: number, more: Partial<Operation>): Operation => ({
  ...{ start, end, client: 1, gateway: 0, request: 'X', status: 200, writes: [], sights: [] },
  ...more,
})
const wrote = (start: number, end: number, value: Write, status: number | 'none' = 200) =>
  at(start, end, { status: status === 'none' ? undefined : status, writes: [value] })
const saw = (start: number, end: number, sight: Sight) => at(start, end, { sights: [sight] })
const stored = (...held: readonly Write[]): Stored => {
  const values = new Map(held.map((one) => [keyOf(one), one.written]))
  return { value: (register) => values.get(keyOf(register)), duplicates: [] }
}
const [there, gone] = [write(ann, 'there'), write(ann, 'gone')]
const [chief, clerk] = [write(title, 'chief'), write(title, 'clerk')]
const counts = (history: readonly Operation[], end: Stored) => {
  const { lost, phantom, wrong } = check(history, end)
  return [lost.length, phantom.length, wrong.length]
}

describe('a life', () => {
  it('that is created, seen, deleted and missed is right', () => {
    const history = [
      ...[wrote(0, 2, there), saw(1, 2, see(ann, undefined)), saw(3, 4, see(ann, 'there'))],
      ...[wrote(5, 8, gone), saw(6, 7, see(ann, 'there')), saw(9, 10, see(ann, undefined))],
    ]

    expect(counts(history, stored())).toEqual([0, 0, 0])
  })

  it('that was acknowledged and is not there is lost', () => {
    expect(counts([wrote(0, 1, there)], stored())).toEqual([1, 0, 0])
  })

  it('that was deleted and is there is a lost delete', () => {
    expect(counts([wrote(0, 1, there), wrote(2, 3, gone)], stored(there))).toEqual([1, 0, 0])
  })

  it('without an answer may be there or not, and may be deleted or not', () => {
    for (const end of [stored(), stored(there)]) {
      expect(counts([wrote(0, 1, there, 503)], end)).toEqual([0, 0, 0])
      expect(counts([wrote(0, 1, there), wrote(2, 3, gone, 'none')], end)).toEqual([0, 0, 0])
    }
  })

  it('that was refused and is there is a phantom, and so is one that nobody has made', () => {
    expect(counts([wrote(0, 1, there, 409)], stored(there))).toEqual([0, 1, 0])
    expect(counts([saw(0, 1, see(ann, undefined))], stored(there))).toEqual([0, 1, 0])
  })

  it('that is not found while it is there is a wrong answer', () => {
    expect(counts([wrote(0, 1, there), saw(2, 3, see(ann, undefined))], stored(there))).toEqual([0, 0, 1])
  })

  it('that was missed once cannot be seen again', () => {
    const history = [
      wrote(0, 1, there),
      wrote(2, 3, gone, 503),
      saw(4, 5, see(ann, undefined)),
      saw(6, 7, see(ann, 'there')),
    ]

    expect(counts(history, stored(there))).toEqual([0, 0, 1])
  })

  it('that is seen before anybody asked for it is a wrong answer', () => {
    expect(counts([saw(0, 1, see(ann, 'there')), wrote(2, 3, there)], stored(there))).toEqual([0, 0, 1])
  })

  it('that two were given is a wrong answer', () => {
    expect(counts([wrote(0, 3, there), wrote(1, 2, there)], stored(there))).toEqual([0, 0, 1])
  })

  it('of a member is judged as that of a person', () => {
    const member = membership('team', 'ann')

    expect(counts([wrote(0, 1, write(member, 'there'))], stored())).toEqual([1, 0, 0])
  })
})

describe('a membership', () => {
  const member = membership('team', 'ann')
  const begun = [wrote(0, 1, there), wrote(0, 1, write(member, 'there'))]
  const leaving = (status: number) => at(2, 6, { status, writes: [gone, write(member, 'gone')] })
  const missed = saw(3, 4, see(member, undefined))

  it('that is missed while the member is being deleted may be seen until that has ended, and no longer', () => {
    const during = [...begun, leaving(204), missed, saw(5, 7, see(member, 'there'))]

    expect(counts(during, stored())).toEqual([0, 0, 0])
    expect(counts([...during, saw(7, 8, see(member, 'there'))], stored())).toEqual([0, 0, 1])
  })

  it('that is ended while a delete of the member is tried in vain may be back, and one that is ended later may not', () => {
    const ended = (from: number, to: number) => [...begun, leaving(412), wrote(from, to, write(member, 'gone'))]

    const seen = saw(9, 10, see(member, 'there'))
    expect(counts([...ended(3, 4), seen], stored(there, write(member, 'there')))).toEqual([0, 0, 0])
    expect(counts(ended(7, 8), stored(there, write(member, 'there')))).toEqual([1, 0, 0])
  })

  it('is back where the member is not deleted after all', () => {
    const history = [...begun, leaving(412), missed, saw(7, 8, see(member, 'there'))]

    expect(counts(history, stored(there, write(member, 'there')))).toEqual([0, 0, 0])
  })

  it('that ends by itself is not seen again, and neither is whoever is deleted', () => {
    const left = [...begun, wrote(2, 6, write(member, 'gone')), missed, saw(5, 7, see(member, 'there'))]
    const deleted = [...begun, leaving(204), saw(3, 4, see(ann, undefined)), saw(5, 7, see(ann, 'there'))]

    expect(counts(left, stored(there))).toEqual([0, 0, 1])
    expect(counts(deleted, stored())).toEqual([0, 0, 1])
  })
})

describe('a register', () => {
  it('that shows the older of two writes afterwards has lost the newer one', () => {
    expect(counts([wrote(0, 1, chief), wrote(2, 3, clerk)], stored(chief))).toEqual([1, 0, 0])
  })

  it('may show either of two writes at the same time, and one of them without an answer at any time', () => {
    for (const end of [stored(chief), stored(clerk)]) {
      expect(counts([wrote(0, 3, chief), wrote(1, 2, clerk)], end)).toEqual([0, 0, 0])
      expect(counts([wrote(0, 1, clerk, 503), wrote(2, 3, chief)], end)).toEqual([0, 0, 0])
    }
  })

  it('that shows what was refused has a phantom', () => {
    expect(counts([wrote(0, 1, chief, 412)], stored(chief))).toEqual([0, 1, 0])
  })

  it('that shows an old value again is wrong', () => {
    const history = [
      wrote(0, 1, chief),
      wrote(2, 3, clerk),
      saw(4, 5, see(title, 'chief')),
      saw(6, 7, see(title, 'clerk')),
    ]

    expect(counts(history, stored(clerk))).toEqual([0, 0, 1])
  })

  it('that shows values in turns is wrong, also where the writes were at the same time', () => {
    const history = [
      ...[wrote(0, 9, chief), wrote(0, 9, clerk)],
      ...[saw(1, 2, see(title, 'chief')), saw(3, 4, see(title, 'clerk')), saw(5, 6, see(title, 'chief'))],
    ]

    expect(counts(history, stored(chief))[2]).toBeGreaterThan(0)
  })

  it('that shows a value before it was written is wrong', () => {
    expect(counts([saw(0, 1, see(title, 'chief')), wrote(2, 3, chief)], stored(chief))[2]).toBe(1)
  })
})

describe('an answer', () => {
  it('that is wrong by itself is counted, whatever it showed', () => {
    expect(check([at(0, 1, { status: 500, wrong: 'an answer 500' })], stored()).wrong).toHaveLength(1)
  })

  it('counts as an acknowledged write once, and none that was refused or had no answer does', () => {
    const history = [
      wrote(0, 1, there),
      wrote(2, 3, chief, 409),
      wrote(4, 5, clerk, 'none'),
      saw(6, 7, see(ann, 'there')),
    ]

    expect(check(history, stored(there)).acknowledged).toBe(1)
  })
})
