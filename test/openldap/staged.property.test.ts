/** Whatever is staged is what the server stores when it is committed. RFC 5805 */
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import { stageOver } from '../../src/directory/staged/staged-directory.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { LdapFilter } from '../../src/ldap/filter.ts'
import { person, personDn } from '../contract/subject.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { rounds as roundsOf } from '../support/rounds.ts'

let server: Openldap
let real: OpenDirectory
let base: Dn
beforeAll(async () => {
  server = await startOpenldap()
  real = openDirectory({ urls: [server.url], bindDn: server.gatewayDn, password: server.gatewayPassword })
  base = `ou=people,${server.suffix}` as Dn
  // slapd 2.5.13 cannot delete the last entry below another one in a transaction.
  await real.add(personDn(base, 'stays'), person('stays'), { types: [] })
})
afterAll(async () => {
  real?.close()
  await server?.stop()
})

const name = fc.constantFrom('a', 'b', 'c', 'd')
const text = fc.constantFrom('x', 'X', 'two  words', 'Two Words', 'é', '*', 'uid=a')
const type = fc.constantFrom('title', 'description', 'displayName', 'initials')
const write = fc.oneof(
  fc.record({ kind: fc.constant('add' as const), name, type, text }),
  fc.record({ kind: fc.constant('delete' as const), name }),
  fc.record({ kind: fc.constant('rename' as const), name, to: name }),
  fc.record({
    kind: fc.constant('modify' as const),
    name,
    operation: fc.constantFrom('add' as const, 'delete' as const, 'replace' as const),
    type,
    values: fc.uniqueArray(text, { maxLength: 2, selector: (each) => each.toLowerCase().replace('  ', ' ') }),
  }),
)

/** Whether it was done. Not with which code it was refused, since more than one thing may be wrong with it. */
const isDone = async (
  directory: Directory,
  given: typeof write extends fc.Arbitrary<infer T> ? T : never,
): Promise<boolean> => {
  const dn = personDn(base, given.name)
  const act = () => {
    switch (given.kind) {
      case 'add':
        return directory.add(dn, person(given.name, { [given.type]: [given.text] }), { types: [] })
      case 'delete':
        return directory.delete(dn)
      case 'rename': {
        const newRdn = [{ type: 'uid', value: given.to }]
        return directory.change(dn, { newRdn, modifications: [] }, { types: [] })
      }
      case 'modify': {
        const { operation, type, values } = given
        if (operation === 'add' && values.length === 0) return Promise.resolve()
        return directory.change(dn, { modifications: [{ operation, type, values }] }, { types: [] })
      }
    }
  }
  return act().then(
    () => true,
    (error: unknown) => {
      if (error instanceof DirectoryError && typeof error.code === 'number') return false
      throw error
    },
  )
}

const everybody: LdapFilter = { kind: 'present', type: 'uid' }
const kept = ['uid', 'cn', 'sn', 'objectClass', 'title', 'description', 'displayName', 'initials']
const contentOf = async (directory: Directory, filter: LdapFilter = everybody) => {
  const found = await directory.search({ base, scope: 'one', filter, types: kept })
  return found
    .map(({ dn, attributes }) => ({
      dn: dn.toLowerCase(),
      attributes: Object.fromEntries([...attributes].map(([key, values]) => [key, values.toSorted()])),
    }))
    .sort((a, b) => (a.dn < b.dn ? -1 : 1))
}

const leaf: fc.Arbitrary<LdapFilter> = fc.oneof(
  fc.record({
    kind: fc.constantFrom('equal' as const, 'greater-or-equal' as const, 'less-or-equal' as const),
    type,
    value: text,
  }),
  fc.record({ kind: fc.constant('present' as const), type }),
  fc.record({ kind: fc.constant('substring' as const), type, initial: text, any: fc.constant([]) }),
  fc.record({ kind: fc.constant('substring' as const), type, any: fc.array(text, { minLength: 1, maxLength: 2 }) }),
  fc.record({ kind: fc.constant('substring' as const), type, any: fc.constant([]), final: text }),
  fc.constantFrom(
    { kind: 'equal', type: 'objectClass', value: 'person' } as const,
    { kind: 'equal', type: 'objectClass', value: 'groupOfNames' } as const,
    { kind: 'equal', type: 'noSuchType', value: 'x' } as const,
  ),
)
const filter: fc.Arbitrary<LdapFilter> = fc.letrec<{ all: LdapFilter }>((tie) => ({
  all: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc.record({
      kind: fc.constantFrom('and' as const, 'or' as const),
      filters: fc.array(tie('all'), { maxLength: 3 }),
    }),
    fc.record({ kind: fc.constant('not' as const), filter: tie('all') }),
  ),
})).all

describe('staged writes', () => {
  it('show what the server stores once they are committed, and find it by the same filters', async () => {
    const rounds = fc.record({
      before: fc.array(write, { maxLength: 6 }),
      staged: fc.array(write, { maxLength: 12 }),
      filters: fc.array(filter, { minLength: 5, maxLength: 10 }),
    })
    await fc.assert(
      fc.asyncProperty(rounds, async ({ before, staged, filters }) => {
        for (const given of before) await isDone(real, given)
        const stage = stageOver(real)
        for (const given of staged) await isDone(stage, given)
        const seen = await contentOf(stage)
        const found = await Promise.all(filters.map((each) => contentOf(stage, each)))

        await real.atomically(stage.writes())

        expect(seen).toEqual(await contentOf(real))
        expect(found).toEqual(await Promise.all(filters.map((each) => contentOf(real, each))))
      }),
      { numRuns: roundsOf(150) },
    )
  })

  it('are refused where the server would refuse them', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(write, { maxLength: 12 }), async (writes) => {
        const stage = stageOver(real)
        const staged: boolean[] = []
        for (const given of writes) staged.push(await isDone(stage, given))
        const direct: boolean[] = []
        for (const given of writes) direct.push(await isDone(real, given))

        expect(staged).toEqual(direct)
      }),
      { numRuns: roundsOf(100) },
    )
  })
})
