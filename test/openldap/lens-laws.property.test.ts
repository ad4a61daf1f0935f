import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groups } from '../../src/demo/groups.ts'
import { printLdifEntry } from '../../src/demo/ldif.ts'
import { people } from '../../src/demo/people.ts'
import { createRandom } from '../../src/demo/random.ts'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { type Entry, textOf } from '../../src/ldap/entry.ts'
import { always } from '../../src/ldap/filter.ts'
import { complete, retain } from '../../src/mapping/defaults.ts'
import { ScimError } from '../../src/scim/error.ts'
import { accept } from '../../src/scim/resource/accept.ts'
import type { Resource, ResourceId } from '../../src/scim/resource/resource.ts'
import { urn } from '../../src/scim/urn.ts'
import { oddEntries } from '../support/odd-entries.ts'
import { oddTexts } from '../support/odd-texts.ts'
import { isDs389, isSamba, namesOfServer, startOperations, type TestOperations } from '../support/operations.ts'
import { directoryOf } from '../support/preset-kinds.ts'
import { randomBody } from '../support/random-resources.ts'
import { lensKinds, withValuesFor } from './law-kinds.ts'
import { lost, neutral, printed, type Snapshot } from './lens-comparison.ts'

const writes = Number(process.env.WRITES ?? 200)
const seed = Number(process.env.SEED ?? 1)
/** 389 Directory Server refuses some of them, and Samba is given fewer. */
const leastOf = isSamba ? { User: 150, Group: 40 } : isDs389 ? { User: 450, Group: 40 } : { User: 490, Group: 45 }
const projection = { kind: 'default' } as const

type Name = 'User' | 'Group'
let gateway: TestOperations
let admin: OpenDirectory

/** Every entry with every attribute, as rootdn sees it, by entryUUID. */
const snapshot = async (): Promise<Snapshot> => {
  const base = gateway.ldap.suffix as Dn
  // What Samba has under `+` it makes at each reading.
  const types = ['*', ...(isSamba ? [] : ['+']), 'entryUUID', ...(isDs389 ? ['nsAccountLock'] : [])]
  const entries = await admin.search({ base, scope: 'sub', filter: always, types })
  return new Map(entries.map((entry) => [textOf(entry.attributes, 'entryUUID') ?? entry.dn, entry]))
}

const list = async (name: Name): Promise<readonly Resource[]> => {
  const query = { page: { startIndex: 1, count: 10_000 }, projection }
  const { Resources } = await gateway.operations.search(gateway.scope, gateway.types[name], query)
  return Resources.map((printed) => JSON.parse(`${printed}`))
}
const target = (name: Name, { id }: Resource) => ({ resourceType: gateway.types[name], id: id as ResourceId })
const put = (name: Name, before: Resource, body: Resource) =>
  gateway.operations.replace(gateway.scope, target(name, before), JSON.parse(JSON.stringify(body)), { projection })
const get = (name: Name, resource: Resource) =>
  gateway.operations.read(gateway.scope, target(name, resource), projection)

const isMapped = (name: string): boolean => gateway.mappings.User.rules.some(({ path }) => path.attribute.name === name)

/** What a client can write, as `accept` reads it, lists in a fixed order. What a reference says follows from its id. */
const writable = (name: Name, resource: Resource): unknown => {
  const copy = JSON.parse(JSON.stringify(resource))
  for (const reference of [...(copy.members ?? []), copy[urn.enterpriseUser]?.manager ?? {}]) {
    delete reference.type
    delete reference.$ref
  }
  if (!isMapped('externalId')) delete copy.externalId
  // Without companions an element that came without type gets that of the attribute type where it lives.
  if (!isMapped('ims')) {
    for (const element of [...(copy.phoneNumbers ?? []), ...(copy.photos ?? [])]) delete element.type
  }
  for (const element of copy.emails ?? []) if (element.primary === false) delete element.primary
  const accepted = accept(gateway.types[name], copy)
  const sorted = (value: unknown): unknown => {
    if (Array.isArray(value))
      return value
        .map(sorted)
        .map((each) => JSON.stringify(each))
        .sort()
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(
      Object.entries(value)
        .sort()
        .map(([key, inner]) => [key, sorted(inner)]),
    )
  }
  return sorted(accepted)
}

/** Managers whom a row keeps aside, if one does; more than there are people. */
const nobodies = (name: Name): readonly string[] =>
  name === 'User' && gateway.mappings.User.rules.some(({ types }) => types.includes('scimUnknownManager'))
    ? Array.from({ length: 10 }, () => oddTexts).flat()
    : []

/** What displayName shows where it has no value of its own. */
const borrowedName = ({ attributes }: Entry): string | undefined => {
  const rule = gateway.mappings.User.displayRules.find(({ types }) => types.length > 1)
  const others = rule?.types.slice(1) ?? []
  return others.map((type) => textOf(attributes, type)).find((value) => value !== undefined)
}

/** The body with what the gateway may fill in: defaults, an omitted `active`, the kept spelling of what is immutable. */
const expected = (name: Name, body: Resource, before: Resource, was: Entry): Resource => {
  const accepted = accept(gateway.types[name], JSON.parse(JSON.stringify(body)))
  const completed = complete(gateway.mappings[name], retain(gateway.mappings[name], before, accepted))
  const active = completed.active ?? before.active
  const borrowed = name === 'User' && completed.displayName === undefined ? borrowedName(was) : undefined
  return {
    ...{ ...completed, schemas: body.schemas },
    ...(active === undefined ? {} : { active }),
    ...(borrowed === undefined ? {} : { displayName: borrowed }),
    ...withPrimary(completed),
  }
}

/** Where the first value is the primary element somebody is, whoever was sent so. */
const withPrimary = ({ emails }: Resource): { readonly emails?: Resource['emails'] } => {
  const isFirst = gateway.mappings.User.rules.some(({ ordered = [] }) => ordered.includes('mail'))
  const list = (emails ?? []) as readonly { readonly primary?: boolean }[]
  if (!isFirst || list.length === 0) return {}
  const first =
    list.find(({ primary }) => primary === true) ?? list.find(({ primary }) => primary === undefined) ?? list[0]
  return { emails: list.map((each) => ({ ...each, primary: each === first })) as Resource['emails'] }
}

interface Outcome {
  readonly isStored: boolean
  /** What went wrong, with all that is needed to see why. */
  readonly failure?: unknown
}

/** One PUT, and everything in the directory compared before and after. */
const outcomeOf = async (
  name: Name,
  { before, body }: { readonly before: Resource; readonly body: Resource },
  old: Snapshot,
): Promise<Outcome & { readonly now: Snapshot }> => {
  const id = String(before.id)
  const answer = await put(name, before, body).catch((error: unknown) => error)
  const now = await snapshot()
  const [was, is] = [old.get(id) as Entry, now.get(id) as Entry]
  if (answer instanceof Error) {
    const isClear = answer instanceof ScimError && clear.includes(String(answer.scimType))
    const isUntouched = printed(was) === printed(is)
    return {
      isStored: false,
      now,
      ...(!(isClear && isUntouched) && { failure: { error: String(answer), body, before } }),
    }
  }
  const { resource } = answer as { resource: Resource }
  const { resource: later } = await get(name, before)
  const others = [...old.keys()].filter((each) => each !== id && isChanged([old, now], each, [was, is]))
  const problem = {
    ...(others.length > 0 && { others }),
    ...(lost(was, is).length > 0 && { lost: lost(was, is) }),
    ...differing(resource, expected(name, body, before, was), name),
    ...(JSON.stringify(later) !== JSON.stringify(resource) && { later }),
  }
  const isRight = Object.keys(problem).length === 0
  return { isStored: true, now, ...(!isRight && { failure: { ...problem, before: printed(was), after: printed(is) } }) }
}

const clear: readonly string[] = ['invalidValue', 'mutability', 'uniqueness']

const isChanged = (
  [old, now]: readonly [Snapshot, Snapshot],
  id: string,
  [was, is]: readonly [Entry, Entry],
): boolean => {
  const [before, after] = [old.get(id) as Entry, now.get(id) as Entry]
  return printed(before) !== printed(after) && neutral(before, was) !== neutral(after, is)
}

const differing = (resource: Resource, body: Resource, name: Name) => {
  const [answer, wanted] = [writable(name, resource), writable(name, body)]
  return JSON.stringify(answer) === JSON.stringify(wanted) ? {} : { answer, wanted }
}

describe.each(lensKinds)('the mapping $label', ({ label, preset, share, only }) => {
  const names: readonly Name[] = only === undefined ? ['User', 'Group'] : [only]
  beforeAll(async () => {
    const suffix = 'dc=example,dc=com'
    const base = `ou=people,${suffix}`
    const entries = [
      ...oddEntries({ seed, people: 300, groups: 40, suffix }).map(withValuesFor(preset)),
      ...people({ count: 200, seed: 1, base }),
      ...groups({ people: 200, base: `ou=groups,${suffix}`, peopleBase: base }),
    ].map(directoryOf(preset).shape)
    const { schemaFiles, more = [], slapd = {}, whole = (all: typeof entries) => all } = directoryOf(preset)
    gateway = await startOperations({
      presets: preset,
      slapd: { ...slapd, suffix, schemaFiles, load: [...more, ...whole(entries)].map(printLdifEntry) },
    })
    const { url, adminDn, adminPassword } = gateway.ldap
    admin = openDirectory({ urls: [url], bindDn: adminDn, password: adminPassword, ...namesOfServer })
  })
  afterAll(async () => {
    admin?.close()
    await gateway?.stop()
  })

  describe('GetPut: what was read is put back', () => {
    it.each(names)('and no %s in the directory changes, not even its entryCSN', async (name) => {
      const before = await snapshot()
      const resources = await list(name)
      const refused: Resource[] = []
      for (const resource of resources) {
        const answer = await put(name, resource, resource).catch((error) => {
          if (!(error instanceof ScimError) || error.scimType !== 'invalidValue') throw error
          refused.push(resource)
        })
        if (answer) expect(answer.resource).toEqual(resource)
      }

      const after = await snapshot()
      expect(resources.length).toBeGreaterThan(leastOf[name])
      for (const [id, entry] of before) expect(printed(after.get(id) as Entry)).toBe(printed(entry))
      // Without visible members a group counts as empty, and an empty one is refused.
      expect(refused.filter(({ members }) => members !== undefined || name === 'User')).toEqual([])
    })
  })

  describe('PutGet: what was put is read', () => {
    it.each(names)('for random bodies on random %ss, and nothing else changes', { timeout: 600_000 }, async (name) => {
      const random = createRandom(seed)
      const users = await list('User')
      const all = await list(name)
      const { to = [] } = gateway.mappings.Group.rules.find(({ isList }) => isList) ?? {}
      const known = [...users, ...(name === 'Group' && to.includes('Group') ? all : [])].map(({ id }) => String(id))
      const ids = [...known, ...nobodies(name)]
      const outcomes: Outcome[] = []
      let state = await snapshot()
      for (let n = 0; n < writes * share * (name === 'User' ? 0.8 : 0.2); n++) {
        const { resource: before } = await get(name, random.pick(all))
        const body = randomBody(random, { resourceType: gateway.types[name], before, ids })
        const { now, ...outcome } = await outcomeOf(name, { before, body }, state)
        outcomes.push(outcome)
        state = now
      }
      const stored = outcomes.filter(({ isStored }) => isStored).length
      const failures = outcomes.flatMap(({ failure }) => failure ?? [])
      console.log(`${label}, seed ${seed}: ${stored} ${name}s stored, ${outcomes.length - stored} refused`)

      expect(failures.map((failure) => JSON.stringify(failure, undefined, 1))).toEqual([])
      expect(stored).toBeGreaterThan(outcomes.length / 5)
    })
  })
})
