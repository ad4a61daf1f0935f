import { setImmediate, setTimeout } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { createIdList, type PackedIds } from '../../src/operations/lists/id-list.ts'
import { createSnapshots, defaultSnapshotLimits, type SnapshotLimits } from '../../src/operations/lists/snapshot.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'

const idOf = (n: number) => `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as ResourceId
const idsTo = (count: number): PackedIds => {
  const list = createIdList<undefined>()
  for (let n = 0; n < count; n++) list.add(idOf(n), undefined)
  return list.inOrder()
}
const first = { isFirst: true, mark: undefined }
const following = { isFirst: false, mark: undefined }

/** Snapshots over a directory of `count` people that counts its scans; `open` lets waiting scans end. */
const stage = (limits: Partial<SnapshotLimits> = {}) => {
  const state = { count: 3, scans: 0, underWay: 0, most: 0 }
  const gates: (() => void)[] = []
  const snapshots = createSnapshots({ ...defaultSnapshotLimits, ...limits })
  const scan = async () => {
    state.scans++
    return idsTo(state.count)
  }
  const slowScan = async () => {
    const { count } = state
    state.scans++
    state.most = Math.max(state.most, ++state.underWay)
    await new Promise<void>((resolve) => gates.push(resolve))
    state.underWay--
    return idsTo(count)
  }
  const open = async () => {
    for (let n = 0; n < 20; n++) {
      gates.shift()?.()
      await setImmediate()
    }
  }
  return { ...snapshots, state, scan, slowScan, open }
}

describe('a first page', () => {
  it('is scanned each time where nothing proves that nothing has changed', async () => {
    const { of, state, scan } = stage()
    await of('key', first, scan)
    state.count = 4

    expect((await of('key', first, scan)).total).toBe(4)
    expect(state.scans).toBe(2)
  })

  it('is not scanned again while the mark is the same, and is when it differs or is missing', async () => {
    const { of, state, scan } = stage()
    await of('key', { isFirst: true, mark: 'a' }, scan)

    await of('key', { isFirst: true, mark: 'a' }, scan)
    expect(state.scans).toBe(1)
    await of('key', { isFirst: true, mark: 'b' }, scan)
    expect(state.scans).toBe(2)
    await of('key', first, scan)
    expect(state.scans).toBe(3)
  })

  it('never comes from a scan that was under way before it was asked', async () => {
    const { of, state, slowScan, open } = stage()
    const before = of('key', first, slowScan)
    await setImmediate()
    state.count = 4

    const after = of('key', first, slowScan)
    await open()

    expect((await before).total).toBe(3)
    expect((await after).total).toBe(4)
  })

  it('of nothing is not kept, neither for the mark nor for following pages', async () => {
    const { of, state, scan } = stage()
    state.count = 0
    await of('key', { isFirst: true, mark: 'a' }, scan)
    state.count = 1

    expect((await of('key', { isFirst: true, mark: 'a' }, scan)).total).toBe(1)
    expect(state.scans).toBe(2)
  })
})

describe('following pages', () => {
  it('come from the scan of the first, whatever has changed since', async () => {
    const { of, state, scan } = stage()
    await of('key', first, scan)
    state.count = 9

    const snapshot = await of('key', following, scan)

    expect(snapshot.total).toBe(3)
    expect(snapshot.ids(1, 3)).toEqual([idOf(1), idOf(2)])
  })

  it('are scanned where the first was long ago, or never', async () => {
    const { of, state, scan } = stage({ ttlMs: 20 })
    await of('key', first, scan)
    await setTimeout(40)

    await of('key', following, scan)
    await of('another key', following, scan)

    expect(state.scans).toBe(3)
  })

  it('keep the snapshot alive by asking', async () => {
    const { of, state, scan } = stage({ ttlMs: 200 })
    await of('key', first, scan)

    for (let n = 0; n < 4; n++) {
      await setTimeout(80)
      await of('key', following, scan)
    }

    expect(state.scans).toBe(1)
  })
})

describe('scans', () => {
  it('that wait for their turn are shared by all who ask the same', async () => {
    const { of, state, slowScan, open } = stage({ concurrentScans: 1 })
    const running = of('other', first, slowScan)
    await setImmediate()

    const waiting = Array.from({ length: 10 }, () => of('key', first, slowScan))
    await open()
    await running
    await Promise.all(waiting)

    expect(state.scans).toBe(2)
  })

  it('are at most so many at once, and all get their turn', async () => {
    const { of, state, slowScan, open } = stage({ concurrentScans: 2 })

    const all = Promise.all(Array.from({ length: 8 }, (_, n) => of(`key ${n}`, first, slowScan)))
    await open()
    await all

    expect(state).toMatchObject({ scans: 8, most: 2, underWay: 0 })
  })

  it('that fail are nobody else’s failure, and free their turn', async () => {
    const { of, state, scan } = stage({ concurrentScans: 1 })
    const failing = () => Promise.reject(new Error('away'))

    await expect(of('key', first, failing)).rejects.toThrow('away')

    expect((await of('key', first, scan)).total).toBe(state.count)
  })

  it('that fail leave the snapshot of before to the following pages', async () => {
    const { of, scan } = stage()
    await of('key', first, scan)

    await expect(of('key', first, () => Promise.reject(new Error('away')))).rejects.toThrow('away')

    expect((await of('key', following, scan)).total).toBe(3)
  })
})

describe('memory', () => {
  it('is bounded: the one that was not asked for longest goes', async () => {
    const { of, state, scan } = stage({ maxBytes: 16 * 3 * 2 + 20 })
    for (const key of ['a', 'b', 'c']) await of(key, first, scan)

    await of('c', following, scan)
    await of('b', following, scan)
    expect(state.scans).toBe(3)
    await of('a', following, scan)
    expect(state.scans).toBe(4)
  })

  it('a list larger than all of it is answered and not kept', async () => {
    const { of, state, scan } = stage({ maxBytes: 100 })
    state.count = 1000

    expect((await of('key', first, scan)).total).toBe(1000)
    expect((await of('key', following, scan)).total).toBe(1000)
    expect(state.scans).toBe(2)
  })
})

describe('a page of a list that goes by cursor', () => {
  it('is cut from the snapshot that its cursor names, or from a later one of the same process', async () => {
    const { of, state, scan } = stage()
    const earlier = await of('key', first, scan)
    await of('key', { ...first, seen: earlier.name }, scan)
    expect(state.scans).toBe(1)
    const later = await of('key', first, scan)

    expect(await of('key', { ...first, seen: earlier.name }, scan)).toBe(later)
    expect(state.scans).toBe(2)
  })

  it('is scanned anew where the kept snapshot is older, or of another process', async () => {
    const [one, other] = [stage(), stage()]
    await one.of('key', first, one.scan)
    await other.of('key', first, other.scan)
    const { name } = await other.of('other key', first, other.scan)

    await one.of('key', { ...first, seen: name }, one.scan)
    await other.of('key', { ...first, seen: name }, other.scan)
    await other.of('other key', { ...first, seen: 'garbage' }, other.scan)

    expect([one.state.scans, other.state.scans]).toEqual([2, 4])
  })
})
