/** groups: of one member up to a hundred thousand, some within others. RFC 4519 §3.5 */
import { printDn } from '../ldap/dn.ts'
import type { LdifEntry } from './ldif.ts'
import { personDnOf } from './people.ts'

export interface GroupsOptions {
  /** How many people there are: nobody is a member who does not exist. */
  readonly people: number
  readonly peopleBase: string
  /** Such as `ou=groups,dc=example,dc=com`. */
  readonly base: string
  /** False: none has our AUXILIARY class. */
  readonly withClass?: boolean
}

interface Plan {
  readonly name: string
  readonly size: number
  /** Index of the first member. */
  readonly from: number
}

/** A group larger than the number of people is left out; the groups of one and the nested ones are always there. */
export function* groups(options: GroupsOptions): Generator<LdifEntry> {
  for (const [index, plan] of plans(options.people).entries()) yield group(options, plan, index)
  yield nested(options, 'Nested', ['Group of 1 #1', 'Group of 1 #2'])
  yield nested(options, 'Nested twice', ['Nested', 'Smith, Sons + "Co" \\ Ltd'])
}

const plans = (people: number): readonly Plan[] => {
  const several = (size: number, count: number, step: number) =>
    Array.from({ length: count }, (_, n) => ({ name: `Group of ${size} #${n + 1}`, size, from: n * step }))
  const all: readonly Plan[] = [
    ...several(1, 3, 1),
    { name: 'Smith, Sons + "Co" \\ Ltd', size: Math.min(3, people), from: 0 },
    { name: 'Größe & Übung – 日本', size: Math.min(2, people), from: 0 },
    ...several(10, 5, 10),
    ...several(1000, 2, 1000),
    ...several(10_000, 10, 10_000),
    ...several(100_000, 1, 0),
  ]
  return all.filter(({ size }) => size <= people)
}

/** Members follow on one another and begin anew at the end. */
const group = (options: GroupsOptions, { name, size, from }: Plan, index: number): LdifEntry => ({
  dn: groupDnOf(options.base, name),
  attributes: {
    objectClass: ['groupOfNames', ...(options.withClass !== false && index % 2 === 0 ? ['scimGroup'] : [])],
    cn: [name],
    member: Array.from({ length: size }, (_, n) => personDnOf(options.peopleBase, (from + n) % options.people)),
    ...(options.withClass !== false && index % 2 === 0 && { scimExternalId: [`group-${index}`] }),
  },
})

const nested = ({ base }: GroupsOptions, name: string, members: readonly string[]): LdifEntry => ({
  dn: groupDnOf(base, name),
  attributes: { objectClass: ['groupOfNames'], cn: [name], member: members.map((member) => groupDnOf(base, member)) },
})

const groupDnOf = (base: string, name: string): string => `${printDn([[{ type: 'cn', value: name }]])},${base}`
