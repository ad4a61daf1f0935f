/** A client that is limited to a branch sees it as if there were nothing else. RFC 7644 §7.5 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/demo/random.ts'
import { printFilter } from '../../src/scim/filter/print.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { randomFilters } from '../support/random-filters.ts'
import {
  type BranchStage,
  department,
  hiddenGroups,
  hiddenPeople,
  manager,
  nobody,
  openBranchStage,
  patchOf,
  query,
  seed,
  seenGroups,
  seenPeople,
  type World,
} from './branch-stage.ts'

const endpointOf = { User: '/Users', Group: '/Groups' } as const
let stage: BranchStage
let branch: World
let alone: World
let expectSame: BranchStage['expectSame']
let ldap: BranchStage['ldap']
beforeAll(async () => {
  stage = await openBranchStage()
  ;({ branch, alone, expectSame, ldap } = stage)
})
afterAll(() => stage?.end())

describe('lists and searches of a client of a branch', () => {
  it('hold something, and not everything', async () => {
    const { body } = await branch.send('GET', query('/Users', {}))
    const groups = await branch.send('GET', query('/Groups', {}))

    expect([body.totalResults, groups.body.totalResults]).toEqual([seenPeople.length, seenGroups.length])
    expect(body.Resources.filter((each: Resource) => each[urn.enterpriseUser] !== undefined).length).toBeGreaterThan(20)
    expect(groups.body.Resources.some(({ members = [] }: { members?: unknown[] }) => members.length > 2)).toBe(true)
    expect(body.Resources.some((each: Resource) => each.groups !== undefined)).toBe(true)
  })

  it.each(['User', 'Group'] as const)(
    'are what they were if there were nothing else: every filter on %s',
    async (name) => {
      const endpoint = endpointOf[name]
      const resourceType = alone.types.find((type) => type.name === name) as ResourceType
      const resources: readonly Resource[] = (await alone.send('GET', query(endpoint, {}))).body.Resources
      const random = createRandom(seed + name.length)
      const filters = randomFilters(random, {
        resourceType,
        resources,
        isStored: (each) => each !== 'meta' && each !== 'password',
      })
      const sorts = name === 'User' ? ['userName', 'name.familyName', department] : ['displayName', 'members.display']
      let found = 0
      for (let at = 0; at < (name === 'User' ? 90 : 60); at++) {
        const parameters = {
          filter: printFilter(filters.next(1 + random.below(4))),
          ...(at % 3 === 0 ? { sortBy: random.pick(sorts) } : {}),
          ...(at % 5 === 0 ? { attributes: random.pick(['groups', 'members', manager, 'schemas']) } : {}),
          ...(at % 7 === 0 ? { count: '3', startIndex: '2' } : {}),
        }
        const { body } = await expectSame('GET', query(endpoint, parameters))
        found += Math.min(1, body.totalResults ?? 0)
      }
      expect(found).toBeGreaterThan(20)
    },
  )

  it('are so from the root, too, and by cursor', async () => {
    await expectSame('GET', query('/', { filter: 'externalId pr or not (userName co "9")', attributes: 'userName' }))
    await expectSame('POST', '/.search', { schemas: [urn.searchRequest], filter: 'displayName sw "bg"', count: 50 })
    const walk = async (world: World) => {
      const names: string[] = []
      let next: string | undefined = ''
      while (next !== undefined) {
        const parameters: Record<string, string> = { count: '7', sortBy: 'userName', cursor: next }
        const { body } = await world.send('GET', query('/Users', parameters))
        names.push(...body.Resources.map(({ userName }: { userName: string }) => userName))
        next = body.nextCursor
      }
      return names
    }

    const names = await walk(branch)

    expect(names).toEqual(await walk(alone))
    expect(names.length).toBe(seenPeople.length)
  })

  it.each([
    'phoneNumbers pr',
    'phoneNumbers.value eq "+49 30 1"',
    'phoneNumbers[value sw "+"]',
    'userName eq "b1" and not (title eq "Dr")',
    'title co "a" or userName pr',
  ])('do not find anything out by an attribute that it may not read: %s', async (text) => {
    const path = query('/Users', { filter: text })
    const [seen, due] = [await branch.send('GET', path), await alone.send('GET', path)]

    expect([seen.status, seen.body.scimType]).toEqual([400, 'invalidFilter'])
    expect([due.status, due.body.scimType]).toEqual([400, 'invalidFilter'])
    expect(seen.body.detail).toMatch(/is no attribute of User$/)
  })

  it('do not sort by one, nor show it', async () => {
    await expectSame('GET', query('/Users', { sortBy: 'title' }))
    await expectSame('GET', query('/', { sortBy: 'title' }))
    await expectSame('GET', query('/', { filter: 'title pr or displayName pr' }))
    await expectSame('GET', query('/Users', { attributes: 'title,phoneNumbers,userName' }))
    expect((await branch.send('GET', query('/Users', { sortBy: 'title' }))).status).toBe(400)
  })
})

describe('what lies outside of the branch', () => {
  it.each(['User', 'Group'] as const)('is 404 whatever is done to the %s', async (kind) => {
    for (const { id } of kind === 'User' ? hiddenPeople : hiddenGroups) {
      const path = `${endpointOf[kind]}/${id}`
      const body = kind === 'User' ? userBody('whoever') : groupBody('whatever', [seenPeople[0]?.id ?? ''])
      const { status } = await expectSame('GET', path)
      expect(status).toBe(404)
      await expectSame('PUT', path, body)
      await expectSame('PATCH', path, patchOf({ op: 'replace', path: 'displayName', value: 'x' }))
      await expectSame('DELETE', path)
      const Operations = [
        { method: 'PATCH', path, data: patchOf({ op: 'replace', path: 'externalId', value: 'x' }) },
        { method: 'DELETE', path },
      ]
      await expectSame('POST', '/Bulk', { schemas: [urn.bulkRequest], Operations })
    }
  })

  it('is found by no filter that names it', async () => {
    for (const { id } of [...hiddenPeople, ...hiddenGroups, { id: nobody }]) {
      await expectSame('GET', query('/Users', { filter: `id eq "${id}" or ${manager}.value eq "${id}"` }))
      await expectSame('GET', query('/Users', { filter: `groups.value eq "${id}"` }))
      await expectSame('GET', query('/Users', { filter: `groups[value eq "${id}"]` }))
      await expectSame('GET', query('/Groups', { filter: `members.value eq "${id}"` }))
      await expectSame('GET', query('/Groups', { filter: `members[value eq "${id}" and type eq "User"]` }))
    }
  })

  it('is nobody that could be named', async () => {
    const [group] = seenGroups
    const [user] = seenPeople
    for (const { id } of [hiddenPeople[0], hiddenPeople.at(-1), hiddenGroups[0]] as { id: string }[]) {
      const add = patchOf({ op: 'add', path: 'members', value: [{ value: id }] })
      const { status, body } = await expectSame('PATCH', `/Groups/${group?.id}`, add)
      expect([status, body.scimType]).toEqual([400, 'invalidValue'])
      await expectSame('PATCH', `/Groups/${group?.id}`, patchOf({ op: 'remove', path: `members[value eq "${id}"]` }))
      await expectSame('POST', '/Groups', groupBody('new', [id]))
      await expectSame('PATCH', `/Users/${user?.id}`, patchOf({ op: 'replace', path: manager, value: { value: id } }))
    }
  })

  it('costs the directory the same searches as what never was', async () => {
    const searchesOf = async (id: string): Promise<readonly string[]> => {
      // What is looked at every half minute, such as which entries are protected, is looked at here.
      await branch.send('PATCH', `/Users/${nobody}`, patchOf({ op: 'replace', path: 'displayName', value: 'x' }))
      const before = (await ldap.log()).length
      await branch.send('GET', `/Users/${id}`)
      await branch.send('PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'displayName', value: 'x' }))
      await branch.send('DELETE', `/Groups/${id}`)
      await branch.send('GET', query('/Groups', { filter: `members.value eq "${id}"` }))
      await branch.send('GET', query('/Users', { filter: `groups.value eq "${id}"` }))
      const log = (await ldap.log()).slice(before)
      // Several of one request go out at the same time.
      return [...log.matchAll(/SRCH (base=.*)/g)]
        .map(([, search = '']) => search.replaceAll(id, 'ID'))
        .filter(
          // Of a session that is looked at whether it is still there.
          (search) => !search.startsWith('base=""'),
        )
        .toSorted()
    }

    const of = await searchesOf(hiddenPeople[0]?.id ?? '')

    expect(of).toEqual(await searchesOf(nobody))
    expect(of).toEqual(await searchesOf(hiddenGroups[0]?.id ?? ''))
    expect(of.length).toBeGreaterThan(4)
  })

  it('is not /Me, whoever it is that calls as a client of the branch', async () => {
    const answers = await Promise.all(['b1', 'b3', 'p50'].map((as) => branch.send('GET', '/Me', undefined, as)))
    const never = await branch.send('POST', '/Me', userBody('p50'), 'p50')

    expect(answers.map(({ status }) => status)).toEqual([200, 404, 404])
    expect(answers[0]?.body.userName).toBe('b1')
    expect([never.status, never.body.detail]).toEqual([409, 'another User has this userName'])
  })

  it('keeps its names: a userName that somebody there has is 409, and no more is told', async () => {
    for (const { name } of [hiddenPeople[0], hiddenPeople.at(-1)] as { name: string }[]) {
      const answer = await branch.send('POST', '/Users', userBody(name))

      expect([answer.status, answer.body.scimType, answer.location]).toEqual([409, 'uniqueness', null])
      expect(answer.body.detail).toBe('another User has this userName')
    }
  })
})
