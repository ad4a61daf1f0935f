import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { countOf, createIdList, idsBetween } from '../../src/operations/lists/id-list.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'

const ids = fc.uniqueArray(fc.uuid(), { maxLength: 600 })
const all = (packed: ReturnType<ReturnType<typeof createIdList>['inOrder']>) => idsBetween(packed, 0, countOf(packed))
const compareTexts = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

describe('the ids of a list', () => {
  it('come out as they went in, in the order of their texts', () => {
    fc.assert(
      fc.property(ids, (given) => {
        const list = createIdList()
        for (const id of given) list.add(id as ResourceId, undefined)

        const packed = list.inOrder()

        expect(all(packed)).toEqual(given.toSorted(compareTexts))
        expect(packed.byteLength).toBe(given.length * 16)
      }),
    )
  })

  it('come in the order of their texts where many begin alike', () => {
    const alike = fc.uniqueArray(
      fc.tuple(fc.constantFrom('00000000', '7fffffff', '80000000', 'ffffffff'), fc.uuid()).map(([first, id]) => {
        return `${first}${id.slice(8)}`
      }),
      { maxLength: 200 },
    )
    fc.assert(
      fc.property(alike, (given) => {
        const list = createIdList()
        for (const id of given) list.add(id as ResourceId, undefined)

        expect(all(list.inOrder())).toEqual(given.toSorted(compareTexts))
      }),
    )
  })

  it('are ordered by their keys first, ties by id', () => {
    const keyed = fc.array(fc.tuple(fc.uuid(), fc.integer({ min: 0, max: 3 })), { maxLength: 300 })
    fc.assert(
      fc.property(keyed, (given) => {
        const list = createIdList<number>((a, b) => b - a)
        for (const [id, key] of given) list.add(id as ResourceId, key)

        const sorted = given.toSorted((a, b) => b[1] - a[1] || compareTexts(a[0], b[0]))
        expect(all(list.inOrder())).toEqual(sorted.map(([id]) => id))
      }),
    )
  })

  it('are taken by position, and nothing is there beyond the end', () => {
    const list = createIdList()
    const given = Array.from({ length: 5 }, (_, n) => `${n}fffffff-0000-1000-8000-00000000000f`)
    for (const id of given.toReversed()) list.add(id as ResourceId, undefined)

    expect(idsBetween(list.inOrder(), 1, 3)).toEqual(given.slice(1, 3))
    expect(idsBetween(list.inOrder(), 3, 3)).toEqual([])
  })
})
