/** Groups by LDAP URLs, with the files of docs/dynamic-groups/: who is found is a member, and nothing is written. RFC 4516 */
import { resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import {
  configurationFor,
  filtered,
  groupBody,
  startConfigured,
  type TestGateway,
  userBody,
} from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { groupOfUrls, loadOverlay } from './overlays.ts'
import { type Administrator, administratorOf, expectError } from './support.ts'

const suffix = 'dc=example,dc=com'
const people = `ou=people,${suffix}`
const groups = `ou=groups,${suffix}`
const file = resolve(import.meta.dirname, '../../docs/dynamic-groups/scimdap.yaml')

let ldap: Openldap
let admin: Administrator
let scim: TestGateway
let ids: Readonly<Record<string, string>>

beforeAll(async () => {
  ldap = await startOpenldap({ suffix, schemaFiles: [groupOfUrls] })
  admin = administratorOf(await ldap.admin())
  scim = await startConfigured({ file, overlay: overlayFor(ldap) })
  const made: [string, string][] = []
  for (const [name, title] of [
    ['ann', 'Chef'],
    ['bob', 'Chef'],
    ['cyd', 'Waiter (night) *'],
    ['dan', 'Guest'],
  ] as const) {
    made.push([name, (await scim.post('/Users', userBody(name, { title }))).body.id])
  }
  ids = Object.fromEntries(made)
  await admin.add(`uid=eve,ou=services,${suffix}`, {
    ...{ objectClass: ['inetOrgPerson'], uid: 'eve', cn: 'Eve', sn: 'Eve', title: 'Chef' },
  })
})
afterAll(async () => {
  await scim?.close()
  await admin?.client.unbind()
  await ldap?.stop()
})

const overlayFor = (server: Openldap) => {
  const { listen, directory, clients, log } = configurationFor(server)
  return JSON.stringify({ listen: { ...listen, behindProxy: false }, publicUrl: null, directory, clients, log })
}

const group = async (name: string, ...memberURL: readonly string[]): Promise<string> => {
  await admin.add(`cn=${name},${groups}`, {
    objectClass: 'groupOfURLs',
    cn: name,
    ...(memberURL.length > 0 && { memberURL }),
  })
  const { body } = await scim.get(filtered('/DynamicGroups', `displayName eq "${name}"`))
  expect(body.totalResults).toBe(1)
  return body.Resources[0].id
}
const namesOf = (members: readonly { value: string }[] = []) =>
  members.map(({ value }) => Object.keys(ids).find((name) => ids[name] === value) ?? value).toSorted()
const membersOf = async (id: string) => {
  const { status, body } = await scim.get(`/DynamicGroups/${id}`)
  expect(status).toBe(200)
  return namesOf(body.members)
}

describe('the members of a group by LDAP URLs', () => {
  it('are the users that a URL finds, with id, $ref and type, and nobody outside of their base', async () => {
    const id = await group('chefs', `ldap:///${suffix}??sub?(title=chef)`)
    const { body } = await scim.get(`/DynamicGroups/${id}`)

    expect(namesOf(body.members)).toEqual(['ann', 'bob'])
    expect(body.members).toContainEqual({
      value: ids.ann,
      $ref: `${scim.url}/Users/${ids.ann}`,
      type: 'User',
    })
    expect(body.rules).toEqual([`ldap:///${suffix}??sub?(title=chef)`])
  })

  it('are those of several URLs, each once, by whatever scope, case and escapes', async () => {
    const whole = await group(
      'whole',
      `LDAP:///${people}??ONE?(uid=ann)`,
      `ldap:///${people}??sub?(|(uid=ann)(title=waiter%20%5C28night%5c29%20%5c2A))`,
      `ldap:///uid=dan,ou=people,dc=example,dc=com`,
    )

    expect(await membersOf(whole)).toEqual(['ann', 'cyd', 'dan'])
    expect(await membersOf(await group('above', `ldap:///${suffix}??one?(uid=*)`))).toEqual([])
    expect(await membersOf(await group('beside', `ldap:///${groups}??sub?(uid=*)`))).toEqual([])
    expect(await membersOf(await group('gone', `ldap:///ou=gone,${people}??sub?(uid=*)`))).toEqual([])
    expect(await membersOf(await group('none'))).toEqual([])
  })

  it('are as they are now: who changes comes or goes at once, and no tag confirms those of before', async () => {
    const id = await group('guests', `ldap:///${people}??sub?(title=Guest)`)
    const before = await scim.get(`/DynamicGroups/${id}`)
    const tag = before.headers.get('etag') as string
    expect(namesOf(before.body.members)).toEqual(['dan'])
    expect((await scim.get(`/DynamicGroups/${id}`, { 'If-None-Match': tag })).status).toBe(304)

    await admin.replace(`uid=dan,${people}`, 'title', 'Host')
    const after = await scim.get(`/DynamicGroups/${id}`, { 'If-None-Match': tag })
    expect([after.status, after.body.members]).toEqual([200, undefined])
    await admin.replace(`uid=dan,${people}`, 'title', 'Guest')
  })

  it.each([
    ['another server', `ldap://elsewhere.example.com/${people}??sub?(uid=*)`],
    ['attributes', `ldap:///${people}?mail?sub?(uid=*)`],
    ['an unknown scope', `ldap:///${people}??children?(uid=*)`],
    ['a filter that is none', `ldap:///${people}??sub?(uid=*`],
    ['a filter with a rule of its own', `ldap:///${people}??sub?(uid:caseExactMatch:=ann)`],
    ['an attribute type that the directory does not know', `ldap:///${people}??sub?(nonsense=ann)`],
    ['a base that is none', 'ldap:///no base??sub?(uid=*)'],
    ['a broken escape', `ldap:///${people}??sub?(uid=%zz)`],
    ['a critical extension', `ldap:///${people}??sub?(uid=*)?!x-strict`],
    ['words', 'everybody'],
  ])('are none of a URL with %s, and all of the one beside it', async (what, url) => {
    const id = await group(`odd ${what.replaceAll(/\W/g, '')}`, url, `ldap:///${people}??sub?(uid=bob)`)

    expect(await membersOf(id)).toEqual(['bob'])
  })

  it('are counted where a URL cannot be read', async () => {
    const id = await group('counted', 'everybody', 'ldap://elsewhere.example.com/')
    const since = scim.observations.length
    await scim.get(`/DynamicGroups/${id}`)

    expect(scim.observations.slice(since)).toContainEqual({ kind: 'references-hidden', count: 2 })
  })

  it('can be found by, listed, left out, and are no groups of a user', async () => {
    const [first, second] = [
      await group('first', `ldap:///${people}??sub?(uid=cyd)`),
      await group('second', `ldap:///${people}??sub?(uid=c*)`),
    ]
    const found = async (filter: string) => {
      const { status, body } = await scim.get(filtered('/DynamicGroups', `${filter} and displayName ew "d"`))
      expect([filter, status]).toEqual([filter, 200])
      return body.Resources.map(({ id }: { id: string }) => id).toSorted()
    }
    const listed = await scim.get(filtered('/DynamicGroups', 'displayName eq "first"'))
    const without = await scim.get(`/DynamicGroups/${first}?excludedAttributes=members`)

    expect(await found(`members.value eq "${ids.cyd}"`)).toEqual([second])
    expect(await found(`members.value eq "${ids.ann}"`)).toEqual([])
    expect(namesOf(listed.body.Resources[0].members)).toEqual(['cyd'])
    expect(without.body.members).toBeUndefined()
    expect((await scim.get(`/Users/${ids.cyd}`)).body.groups).toBeUndefined()
  })
})

describe('many groups, with one connection for long searches', () => {
  it('are looked through by many at once: none holds what another waits for', async () => {
    for (let at = 0; at < 30; at++)
      await group(`team${at}`, `ldap:///${people}??sub?(uid=${at % 3 === 0 ? 'ann' : 'bob'})`)
    const overlay = JSON.parse(overlayFor(ldap))
    const directory = { ...overlay.directory, leases: 1 }
    const narrow = await startConfigured({ file, overlay: JSON.stringify({ ...overlay, directory }) })
    const path = filtered('/DynamicGroups', `displayName sw "team" and members.value eq "${ids.ann}"`)

    const answers = await Promise.all(Array.from({ length: 10 }, () => narrow.get(path)))
    await narrow.close()

    expect(new Set(answers.map(({ status, body }) => `${status} ${body.totalResults}`))).toEqual(new Set(['200 10']))
  })
})

describe('more than an answer can hold', () => {
  it('is 400 tooMany, and still there without its members', async () => {
    const urls = Array.from({ length: 1_001 }, (_, at) => `ldap:///${people}??sub?(uid=nobody${at})`)
    await admin.add(`cn=endless,${groups}`, { objectClass: 'groupOfURLs', cn: 'endless', memberURL: urls })
    const path = filtered('/DynamicGroups', 'displayName eq "endless"', '&excludedAttributes=members')
    const { id } = (await scim.get(path)).body.Resources[0]

    expectError(await scim.get(`/DynamicGroups/${id}`), 400, 'tooMany')
    expect((await scim.get(`/DynamicGroups/${id}?excludedAttributes=members`)).status).toBe(200)
  })
})

describe('a group by LDAP URLs whose other attributes may be written', () => {
  let writing: TestGateway
  beforeAll(async () => {
    const resources = { DynamicGroup: { operations: { create: true, replace: true, patch: true, delete: true } } }
    writing = await startConfigured({ file, overlay: JSON.stringify({ ...JSON.parse(overlayFor(ldap)), resources }) })
  })
  afterAll(() => writing?.close())

  it('keeps its URLs through POST, PUT and PATCH, which take no members', async () => {
    const schemas = ['urn:example:scimdap:2.0:DynamicGroup']
    const id = await group('written', `ldap:///${people}??sub?(uid=ann)`)
    const path = `/DynamicGroups/${id}`
    const members = [{ value: ids.bob }]
    const put = await writing.put(path, { schemas, displayName: 'renamed', rules: [], members })
    const patched = await writing.request('PATCH', path, {
      body: { schemas: [urn.patchOp], Operations: [{ op: 'add', path: 'members', value: members }] },
    })
    const posted = await writing.post('/DynamicGroups', { schemas, displayName: 'posted', members })

    expect([put.status, put.body.displayName, namesOf(put.body.members)]).toEqual([200, 'renamed', ['ann']])
    expectError(patched, 400, 'mutability')
    expect([posted.status, posted.body.members]).toEqual([201, undefined])
    expect((await admin.stored(`cn=renamed,${groups}`))?.memberurl).toEqual([`ldap:///${people}??sub?(uid=ann)`])
    expect((await writing.delete(path)).status).toBe(204)
  })
})

describe('groups of a user by LDAP URLs', () => {
  let kept: TestGateway
  const groupsRow = (more: object) => ({
    users: { base: people, attributes: { groups: { memberships: ['Group', 'DynamicGroup'], ...more } } },
  })
  const start = (more: object) =>
    startConfigured({ file, overlay: JSON.stringify({ ...JSON.parse(overlayFor(ldap)), ...groupsRow(more) }) })
  beforeAll(async () => {
    await loadOverlay(ldap, 'dynlist', {
      objectClass: ['olcOverlayConfig', 'olcDynListConfig'],
      olcDynListAttrSet: ['groupOfURLs memberURL member+memberOf@groupOfNames'],
    })
    kept = await start({ memberOf: 'memberOf' })
  })
  afterAll(() => kept?.close())

  it('are told by the memberOf of slapo-dynlist, beside those with lists, and found by', async () => {
    const bobs = await group('bobs', `ldap:///${people}??sub?(uid=bob)`)
    const inner = (await kept.post('/Groups', groupBody('inner', [ids.bob as string]))).body.id
    await kept.post('/Groups', groupBody('outer', [inner]))
    const { groups: shown } = (await kept.get(`/Users/${ids.bob}`)).body
    const found = await kept.get(filtered('/Users', `groups.value eq "${bobs}"`))
    const typeOf = (name: string) => shown.find(({ display }: { display: string }) => display === name)

    expect(typeOf('bobs')).toEqual({
      ...{ value: bobs, display: 'bobs', type: 'direct' },
      $ref: `${kept.url}/DynamicGroups/${bobs}`,
    })
    const { attributes } = (await kept.get(`/Schemas/${urn.user}`)).body
    const row = attributes.find(({ name }: { name: string }) => name === 'groups')
    const { referenceTypes } = row.subAttributes.find(({ name }: { name: string }) => name === '$ref')
    expect(referenceTypes).toEqual(['Group', 'DynamicGroup'])
    expect([typeOf('inner').type, typeOf('outer').type]).toEqual(['direct', 'indirect'])
    expect(found.body.Resources.map(({ userName }: { userName: string }) => userName)).toEqual(['bob'])
  })

  it('are refused without memberOf: nobody could search for them', async () => {
    await expect(start({})).rejects.toThrow(/DynamicGroup has URLs in the place of a list/)
  })
})

describe('a group by LDAP URLs', () => {
  it('is published as readOnly, and takes no write', async () => {
    const id = await group('fixed', `ldap:///${people}??sub?(uid=ann)`)
    const schema = 'urn:example:scimdap:2.0:DynamicGroup'
    const body = { schemas: [schema], displayName: 'other' }
    const patch = {
      schemas: [urn.patchOp],
      Operations: [{ op: 'add', path: 'members', value: [{ value: ids.bob }] }],
    }
    const { attributes } = (await scim.get(`/Schemas/${schema}`)).body

    expectError(await scim.post('/DynamicGroups', body), 405)
    expectError(await scim.put(`/DynamicGroups/${id}`, body), 405)
    expectError(await scim.request('PATCH', `/DynamicGroups/${id}`, { body: patch }), 405)
    expectError(await scim.delete(`/DynamicGroups/${id}`), 405)
    expect(
      attributes.map(({ name, mutability, required }: Record<string, unknown>) => [name, mutability, required]),
    ).toEqual([
      ['displayName', 'readOnly', true],
      ['rules', 'readOnly', false],
      ['members', 'readOnly', false],
    ])
    expect(await membersOf(id)).toEqual(['ann'])
  })
})
