/** A client that is limited to a branch is answered as if there were nothing else. RFC 7644 §7.5 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { declaredTypes } from '../../src/app/compile-operations.ts'
import { openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadConfig } from '../../src/config/load.ts'
import { createRandom } from '../../src/demo/random.ts'
import { printFilter } from '../../src/scim/filter/print.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { urn } from '../../src/scim/urn.ts'
import { configurationFor, groupBody, token, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { randomFilters } from '../support/random-filters.ts'
import { basesOf, dnOf, everybody, worlds } from './branch-worlds.ts'
import { type Administrator, administratorOf, contentOf } from './support.ts'

const publicUrl = 'https://scim.example.com/scim/v2'
const department = `${urn.enterpriseUser}:department`
const manager = `${urn.enterpriseUser}:manager`
/** Others where somebody asks for them: `SEED=7`. */
const seed = Number(process.env.SEED ?? 1)
const nobody = '00000000-0000-4000-8000-999999999999'

interface Answer {
  readonly status: number
  readonly location: string | null
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends is looked at freely in tests
  readonly body: any
}

interface World {
  send(method: string, path: string, body?: unknown): Promise<Answer>
  readonly types: readonly ResourceType[]
  close(): Promise<void>
}

let ldap: Openldap
let admin: Administrator
/** The client of the branch in the whole company, and a client of a company that is no more than the branch. */
let branch: World
let alone: World

/** The branch of a person is no place for secrets. */
const filter = '(!(employeeType=secret))'

const openWorld = async (overlay: Readonly<Record<string, unknown>>): Promise<World> => {
  const configuration = { ...configurationFor(ldap, { publicUrl, ...overlay }), listen: { host: '127.0.0.1', port: 0 } }
  const config = loadConfig({ text: JSON.stringify(configuration), environment: {}, readFile: () => '' })
  const gateway = await openGateway(config)
  const { ready, ...state } = await gateway.ready()
  if (!ready) throw new Error(JSON.stringify(state))
  const send: World['send'] = async (method, path, body) => {
    const response = await gateway.fetch(
      new Request(`${publicUrl}${path}`, {
        method,
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    return {
      status: response.status,
      location: response.headers.get('Location'),
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
  return { send, types: declaredTypes(config).map(({ resourceType }) => resourceType), close: gateway.close }
}

beforeAll(async () => {
  ldap = await startOpenldap({ load: worlds(), logLevel: 'stats' })
  admin = administratorOf(await ldap.admin())
  const { whole, berlin } = basesOf('whole')
  const only = basesOf('alone').berlin
  branch = await openWorld({
    users: { base: whole.people },
    groups: { base: whole.groups },
    clients: [
      {
        ...{ name: 'branch', setPassword: true, tokens: [hashToken(token)] },
        may: {
          User: { bases: [berlin.people], filter, readExcept: ['phoneNumbers', 'title'] },
          Group: { bases: [berlin.groups] },
        },
      },
    ],
  })
  alone = await openWorld({
    users: { base: only.people, filter, attributes: { phoneNumbers: null, title: null } },
    groups: { base: only.groups },
  })
})
afterAll(async () => {
  await branch?.close()
  await alone?.close()
  await admin?.client.unbind()
  await ldap?.stop()
})

/** Versions tell of the DNs that are stored. */
const comparable = ({ status, location, body }: Answer) => ({
  ...{ status, location },
  body: JSON.parse(JSON.stringify(body ?? null, (name, value) => (name === 'version' ? undefined : value))),
})

const askBoth = async (method: string, path: string, body?: unknown) => ({
  seen: comparable(await branch.send(method, path, body)),
  due: comparable(await alone.send(method, path, body)),
})

const expectSame = async (method: string, path: string, body?: unknown): Promise<Answer> => {
  const { seen, due } = await askBoth(method, path, body)
  expect({ asked: { method, path, body }, ...seen }).toEqual({ asked: { method, path, body }, ...due })
  return seen
}

const query = (endpoint: string, parameters: Readonly<Record<string, string>>): string =>
  `${endpoint}?${new URLSearchParams({ count: '1000', ...parameters })}`

const hiddenPeople = everybody.filter(({ kind, isSeen }) => kind === 'User' && !isSeen)
const hiddenGroups = everybody.filter(({ kind, isSeen }) => kind === 'Group' && !isSeen)
const seenPeople = everybody.filter(({ kind, isSeen }) => kind === 'User' && isSeen)
const seenGroups = everybody.filter(({ kind, isSeen }) => kind === 'Group' && isSeen)
const endpointOf = { User: '/Users', Group: '/Groups' } as const

const patchOf = (...operations: readonly object[]) => ({ schemas: [urn.patchOp], Operations: operations })

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
    const { seen, due } = await askBoth('GET', query('/Users', { filter: text }))

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
      const before = (await ldap.log()).length
      await branch.send('GET', `/Users/${id}`)
      await branch.send('PATCH', `/Users/${id}`, patchOf({ op: 'replace', path: 'displayName', value: 'x' }))
      await branch.send('DELETE', `/Groups/${id}`)
      await branch.send('GET', query('/Groups', { filter: `members.value eq "${id}"` }))
      await branch.send('GET', query('/Users', { filter: `groups.value eq "${id}"` }))
      const log = (await ldap.log()).slice(before)
      return [...log.matchAll(/SRCH (base=.*)/g)]
        .map(([, search = '']) => search.replaceAll(id, 'ID'))
        .filter(
          // Of a session that is looked at whether it is still there.
          (search) => !search.startsWith('base=""'),
        )
    }

    const of = await searchesOf(hiddenPeople[0]?.id ?? '')

    expect(of).toEqual(await searchesOf(nobody))
    expect(of).toEqual(await searchesOf(hiddenGroups[0]?.id ?? ''))
    expect(of.length).toBeGreaterThan(4)
  })

  it('keeps its names: a userName that somebody there has is 409, and no more is told', async () => {
    for (const { name } of [hiddenPeople[0], hiddenPeople.at(-1)] as { name: string }[]) {
      const answer = await branch.send('POST', '/Users', userBody(name))

      expect([answer.status, answer.body.scimType, answer.location]).toEqual([409, 'uniqueness', null])
      expect(answer.body.detail).toBe('another User has this userName')
    }
  })
})

describe('writes of a client of a branch', () => {
  it('leave those outside as they are, and answer as if there were none', async () => {
    const outside = [...hiddenPeople, ...hiddenGroups]
    const before = await Promise.all(outside.map((one) => admin.stored(dnOf('whole', one))))
    const random = createRandom(seed)
    const labels = seenPeople.slice(0, 12).map(({ id }) => id)
    const named = [...labels, ...hiddenPeople.slice(0, 4).map(({ id }) => id), nobody]
    /** Of what was made since: ids differ. */
    const made: { readonly label: string; readonly seen: string; readonly due: string }[] = []
    const inTermsOf = (side: 'seen' | 'due', value: unknown) =>
      value === undefined
        ? undefined
        : JSON.parse(made.reduce((text, each) => text.replaceAll(each.label, each[side]), JSON.stringify(value)))
    const told = (side: 'seen' | 'due', answer: Answer) => {
      const text = made.reduce((left, each) => left.replaceAll(each[side], each.label), JSON.stringify(answer))
      return JSON.parse(text, (name, value) =>
        ['version', 'created', 'lastModified'].includes(name) ? undefined : value,
      )
    }
    const statuses = new Map<number, number>()
    const both = async (method: string, path: string, body?: unknown): Promise<void> => {
      const seen = await branch.send(method, inTermsOf('seen', path), inTermsOf('seen', body))
      const due = await alone.send(method, inTermsOf('due', path), inTermsOf('due', body))
      if (seen.status === 201 && due.status === 201) {
        const label = `{made-${made.length}}`
        made.push({ label, seen: seen.body.id, due: due.body.id })
        named.push(label)
        labels.push(label)
      }
      statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1)
      expect({ method, path, body, ...told('seen', seen) }).toEqual({ method, path, body, ...told('due', due) })
    }
    const someMembers = () => [...new Set([random.pick(named), random.pick(labels)])].map((value) => ({ value }))
    const steps: readonly (() => Promise<void>)[] = [
      () => both('POST', '/Users', userBody(`new${made.length}`, { userType: random.pick(['staff', 'secret']) })),
      () =>
        both(
          'POST',
          '/Groups',
          groupBody(
            `newg${made.length}`,
            someMembers().map(({ value }) => value),
          ),
        ),
      () =>
        both(
          'PATCH',
          `/Users/${random.pick(named)}`,
          patchOf({ op: 'replace', path: manager, value: { value: random.pick(named) } }),
        ),
      () =>
        both(
          'PATCH',
          `/Users/${random.pick(named)}`,
          patchOf({ op: 'replace', path: 'userType', value: random.pick(['staff', 'secret']) }),
        ),
      () =>
        both(
          'PATCH',
          `/Groups/${random.pick(seenGroups).id}`,
          patchOf({ op: 'add', path: 'members', value: someMembers() }),
        ),
      () =>
        both(
          'PATCH',
          `/Groups/${random.pick(seenGroups).id}`,
          patchOf({ op: 'remove', path: `members[value eq "${random.pick(named)}"]` }),
        ),
      () =>
        both(
          'PUT',
          `/Groups/${random.pick(seenGroups).id}`,
          groupBody(`renamed${random.below(9)}`, [random.pick(labels)]),
        ),
      () => both('DELETE', `/Users/${random.pick(named)}`),
      () =>
        both('POST', '/Bulk', {
          schemas: [urn.bulkRequest],
          Operations: [
            {
              method: 'PATCH',
              path: `/Users/${random.pick(named)}`,
              data: patchOf({ op: 'add', path: department, value: '9' }),
            },
            {
              method: 'PATCH',
              path: `/Groups/${random.pick(seenGroups).id}`,
              data: patchOf({ op: 'add', path: 'members', value: someMembers() }),
            },
          ],
        }),
    ]

    for (let at = 0; at < 150; at++) await steps[at % steps.length]?.()
    await both('GET', query('/Users', { sortBy: 'userName', count: '500' }))
    await both('GET', query('/Groups', { sortBy: 'externalId', filter: 'displayName sw "b"' }))

    for (const status of [200, 201, 204, 400, 404]) expect(statuses.get(status) ?? 0).toBeGreaterThan(2)
    const after = await Promise.all(outside.map((one) => admin.stored(dnOf('whole', one))))
    expect(after.map(besidesBranch)).toEqual(before.map(besidesBranch))
    const names = new Set(after.flatMap((each) => [...(each?.member ?? []), ...(each?.manager ?? [])]))
    for (const dn of names)
      expect({ dn, isThere: (await admin.stored(dn)) !== undefined }).toEqual({ dn, isThere: true })
    expect([...names].some((dn) => dn.includes('ou=berlin'))).toBe(true)
  })

  it('keep through a PUT and a PATCH of members those that are outside', async () => {
    const dn = `cn=kept,${basesOf('whole').berlin.groups}`
    const hidden = hiddenPeople.slice(0, 2).map((one) => dnOf('whole', one))
    await admin.add(dn, { objectClass: 'groupOfNames', cn: 'kept', member: hidden })
    const path = `/Groups/${await admin.entryUuid(dn)}`
    const { id } = (await branch.send('POST', '/Users', userBody('kept'))).body

    const put = await branch.send('PUT', path, groupBody('kept', [id]))
    const removed = await branch.send('PATCH', path, patchOf({ op: 'remove', path: 'members' }))

    expect(put.body.members.map(({ value }: { value: string }) => value)).toEqual([id])
    expect(removed.status).toBe(400)
    expect((await admin.stored(dn))?.member).toEqual(expect.arrayContaining(hidden))
  })

  it('go into the branch, and not out of it', async () => {
    const { body } = await branch.send('POST', '/Users', userBody('newcomer'))

    expect(await admin.dnOf(body.id)).toBe(`uid=newcomer,${basesOf('whole').berlin.people}`)
    expect((await branch.send('POST', '/Users', userBody('spy', { userType: 'secret' }))).status).toBe(400)
    expect(await admin.stored(`uid=spy,${basesOf('whole').berlin.people}`)).toBeUndefined()
  })

  it('of what it may not read are 403, and it stays through a PUT', async () => {
    const [one] = seenPeople.slice(-3)
    const path = `/Users/${one?.id}`
    const dn = dnOf('whole', one as (typeof everybody)[number])
    const numbers = (await admin.stored(dn))?.telephonenumber

    const answers = [
      await branch.send('PUT', path, userBody(one?.name ?? '', { phoneNumbers: [{ value: '1' }] })),
      await branch.send('PATCH', path, patchOf({ op: 'remove', path: 'phoneNumbers[value sw "+"]' })),
      await branch.send('PATCH', path, patchOf({ op: 'add', value: { title: 'Dr' } })),
      await branch.send('POST', '/Users', userBody('titled', { title: 'Dr' })),
    ]
    const put = await branch.send('PUT', path, userBody(one?.name ?? ''))

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(put.status).toBe(200)
    expect((await admin.stored(dn))?.telephonenumber).toEqual(numbers)
    expect(numbers).toHaveLength(1)
  })

  it('take who is deleted out of groups that the client does not see', async () => {
    const { body } = await branch.send('POST', '/Users', userBody('leaver'))
    const group = dnOf('whole', hiddenGroups[0] as (typeof everybody)[number])
    const before = (await admin.stored(group))?.member ?? []
    const dn = String(await admin.dnOf(body.id))
    await admin.replace(group, 'member', ...before, dn)

    const { status } = await branch.send('DELETE', `/Users/${body.id}`)

    expect(status).toBe(204)
    expect((await admin.stored(group))?.member?.toSorted()).toEqual([...before].toSorted())
  })

  it('do not delete whom a group elsewhere cannot be without, and do not tell which', async () => {
    const { body } = await branch.send('POST', '/Users', userBody('needed'))
    const dn = String(await admin.dnOf(body.id))
    await admin.add(`cn=elsewhere,ou=paris,${basesOf('whole').whole.groups}`, {
      ...{ objectClass: 'groupOfNames', cn: 'elsewhere', member: dn },
    })

    const { status, body: error } = await branch.send('DELETE', `/Users/${body.id}`)

    expect(status).toBe(409)
    expect(error.detail).not.toMatch(/elsewhere|paris|[0-9a-f]{8}-/)
    expect(await admin.stored(dn)).toBeDefined()
  })
})

/** What is not the branch's: its names go with it, and who wrote last that took them out. */
const besidesBranch = (stored: Awaited<ReturnType<Administrator['stored']>>) => {
  const { modifiersname: _, ...content } = contentOf(stored) ?? {}
  const { member = [], manager = [] } = content
  const others = (values: readonly string[]) => values.filter((dn) => hidden.has(dn))
  return { ...content, member: others(member), manager: others(manager) }
}

const hidden = new Set([...hiddenPeople, ...hiddenGroups].map((one) => dnOf('whole', one)))
