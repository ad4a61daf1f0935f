/** Two worlds in one directory: a whole company, and one that is nothing but its branch, with the same ids. */
import { type LdifEntry, printLdifEntry } from '../../src/demo/ldif.ts'
import { createRandom } from '../../src/demo/random.ts'

export const suffix = 'dc=example,dc=com'

export interface Member {
  /** uid or cn. */
  readonly name: string
  readonly id: string
  readonly kind: 'User' | 'Group'
  /** Whether the client of the branch sees it. */
  readonly isSeen: boolean
}

const random = createRandom(Number(process.env.SEED ?? 6))
const idOf = (at: number) => `00000000-0000-4000-8000-${String(at).padStart(12, '0')}`

const people: readonly Member[] = Array.from({ length: 60 }, (_, at) => ({
  ...{ name: `${at < 40 ? 'b' : 'p'}${at}`, id: idOf(at), kind: 'User' },
  isSeen: at < 40 && at % 7 !== 3,
}))
const groups: readonly Member[] = Array.from({ length: 18 }, (_, at) => ({
  ...{ name: `${at < 12 ? 'bg' : 'pg'}${at}`, id: idOf(1000 + at), kind: 'Group' },
  isSeen: at < 12,
}))
export const everybody: readonly Member[] = [...people, ...groups]

type World = 'whole' | 'alone'

const isBerlin = ({ name }: Member): boolean => name.startsWith('b')
const branchOf = (member: Member) => (isBerlin(member) ? 'berlin' : 'paris')
export const dnOf = (world: World, member: Member): string =>
  member.kind === 'User'
    ? `uid=${member.name},ou=${branchOf(member)},ou=${world},ou=people,${suffix}`
    : `cn=${member.name},ou=${branchOf(member)},ou=${world},ou=groups,${suffix}`

export const basesOf = (world: World) => ({
  whole: { people: `ou=${world},ou=people,${suffix}`, groups: `ou=${world},ou=groups,${suffix}` },
  berlin: { people: `ou=berlin,ou=${world},ou=people,${suffix}`, groups: `ou=berlin,ou=${world},ou=groups,${suffix}` },
})

const times = { createTimestamp: ['20260101000000Z'], modifyTimestamp: ['20260102000000Z'] }

/** By name: what a person has in either world. */
const profiles = new Map(
  people.map((person, at) => [
    person.name,
    {
      sn: [random.pick(['Adams', 'Brown', 'Ärger', 'de la Cruz'])],
      givenName: [random.pick(['Ada', 'Grace', 'Linus'])],
      cn: [`Person ${at}`],
      ...(at % 3 === 0 ? {} : { title: [random.pick(['Dr', 'Engineer', 'engineer'])] }),
      employeeType: [isBerlin(person) && !person.isSeen ? 'secret' : random.pick(['staff', 'contract'])],
      ...(at % 4 === 0 ? {} : { departmentNumber: [random.pick(['7', '8'])] }),
      telephoneNumber: [`+49 30 ${at}`],
      mail: [`${person.name}@${random.pick(['x', 'y'])}.example`],
    },
  ]),
)
const managers = new Map(people.map(({ name }, at) => [name, at % 5 === 0 ? undefined : random.pick(people)]))
/** Nobody outside is left alone by who goes from the branch. */
const members = new Map(
  groups.map((group) => {
    const some = Array.from({ length: 2 + random.below(9) }, () => random.pick(everybody)).filter(
      (one) => one !== group,
    )
    return [group.name, [...new Set(isBerlin(group) ? some : [...some, people[50] as Member])]]
  }),
)

export function* worlds(): Generator<string> {
  for (const world of ['whole', 'alone'] as const) {
    for (const kind of ['people', 'groups']) {
      yield printLdifEntry(unit(`ou=${world},ou=${kind},${suffix}`))
      for (const branch of ['berlin', 'paris'])
        yield printLdifEntry(unit(`ou=${branch},ou=${world},ou=${kind},${suffix}`))
    }
    const there = everybody.filter(({ isSeen }) => world === 'whole' || isSeen)
    for (const one of there) yield printLdifEntry(one.kind === 'User' ? person(world, one) : group(world, one))
  }
}

const unit = (dn: string): LdifEntry => ({
  dn,
  attributes: { objectClass: ['organizationalUnit'], ou: [/^ou=(\w+)/.exec(dn)?.[1] ?? ''] },
})

const isThere = (world: World, one: Member | undefined): one is Member =>
  one !== undefined && (world === 'whole' || one.isSeen)

const person = (world: World, one: Member): LdifEntry => {
  const manager = managers.get(one.name)
  return {
    dn: dnOf(world, one),
    attributes: {
      ...{ objectClass: ['inetOrgPerson'], uid: [one.name], entryUUID: [one.id], ...times },
      ...profiles.get(one.name),
      ...(isThere(world, manager) ? { manager: [dnOf(world, manager)] } : {}),
    },
  }
}

/** Of the branch alone a group that only others are in has a name in it that is nobody's. */
const group = (world: World, one: Member): LdifEntry => {
  const named = (members.get(one.name) ?? []).filter((each) => isThere(world, each)).map((each) => dnOf(world, each))
  return {
    dn: dnOf(world, one),
    attributes: {
      ...{ objectClass: ['groupOfNames'], cn: [one.name], entryUUID: [one.id], ...times },
      member: named.length === 0 ? [`uid=gone,ou=${world},ou=people,${suffix}`] : named,
    },
  }
}
