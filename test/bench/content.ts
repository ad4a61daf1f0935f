/** benchContent: people and groups as LDIF, such that a person is in as many groups whatever the number of people. */
import { type LdifEntry, printLdifEntry } from '../../src/demo/ldif.ts'
import { people, personDnOf } from '../../src/demo/people.ts'

/** On top of the people that were asked for: who is added to groups and taken out of them. */
export const candidateCount = 50
/** The group to which many are added by one PATCH has the first ten as its members, as `groupDnOf(10)` has. */
export const crowdGroup = 'bench crowd'

const sizes = [10, 1_000, 10_000, 100_000]
const regularSizes = [100, 1_000]

export const peopleBaseOf = (suffix: string): string => `ou=people,${suffix}`
export const groupsBaseOf = (suffix: string): string => `ou=groups,${suffix}`
export const largeGroup = (size: number): string => `bench ${size}`

/** Numbers of members of the groups that are changed; none is larger than there are people. */
export const groupSizesFor = (count: number): readonly number[] => sizes.filter((size) => size <= count)

/** Of those who are added to a group of ten by one PATCH, and are not in it. */
export const crowdSizeFor = (count: number): number => Math.min(1_000, count - 20)

/** In chunks of about a hundred entries. */
export function* benchContent({ count, suffix }: { readonly count: number; readonly suffix: string }) {
  const base = peopleBaseOf(suffix)
  yield* inChunks(people({ count: count + candidateCount, seed: 1, base }))
  yield* inChunks(groups(count, suffix))
}

function* inChunks(entries: Iterable<LdifEntry>): Generator<string> {
  let chunk: string[] = []
  for (const entry of entries) {
    chunk.push(printLdifEntry(entry))
    if (chunk.length < 100) continue
    yield chunk.join('')
    chunk = []
  }
  yield chunk.join('')
}

/** Everybody is in one of a hundred and in one of a thousand; the first ones in those of `groupSizesFor` besides. */
function* groups(count: number, suffix: string): Generator<LdifEntry> {
  for (const size of regularSizes) {
    for (let from = 0; from < count; from += size) {
      yield group(suffix, `regular ${size} ${from}`, { from, to: Math.min(from + size, count) })
    }
  }
  for (const size of groupSizesFor(count)) yield group(suffix, largeGroup(size), { from: 0, to: size })
  yield group(suffix, crowdGroup, { from: 0, to: 10 })
}

const group = (suffix: string, name: string, { from, to }: { readonly from: number; readonly to: number }) => ({
  dn: `cn=${name},${groupsBaseOf(suffix)}`,
  attributes: {
    objectClass: ['groupOfNames'],
    cn: [name],
    member: Array.from({ length: to - from }, (_, n) => personDnOf(peopleBaseOf(suffix), from + n)),
  },
})
