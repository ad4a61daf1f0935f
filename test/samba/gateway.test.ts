/** The preset activeDirectory on a live Samba domain controller: the life of a person and of a group. */
import { Attribute, Change, type Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindCode, namesOf } from '../protocol/support.ts'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Samba, startSamba } from '../support/samba.ts'

let server: Samba
let admin: Client
let scim: TestGateway

beforeAll(async () => {
  server = await startSamba()
  admin = await server.admin()
  scim = await startGateway(server)
})
afterAll(async () => {
  await scim?.close()
  await admin?.unbind()
  await server?.stop()
})

const password = 'a Long pass phrase 1'
const dnOf = (userName: string) => `CN=${userName},OU=people,${server.suffix}`
const groupDn = (name: string) => `CN=${name},OU=groups,${server.suffix}`
const create = async (userName: string, more: Readonly<Record<string, unknown>> = {}) => {
  const { status, body } = await scim.post('/Users', userBody(userName, more))
  expect([status, body]).toEqual([201, expect.anything()])
  return body
}
const createGroup = async (name: string, members: readonly string[]) => {
  const { status, body } = await scim.post('/Groups', groupBody(name, members))
  expect([status, body]).toEqual([201, expect.anything()])
  return body
}
const stored = async (dn: string, ...attributes: readonly string[]) => {
  const { searchEntries } = await admin.search(dn, {
    scope: 'base',
    attributes: [...attributes],
    explicitBufferAttributes: ['objectGUID'],
  })
  return searchEntries[0] as Readonly<Record<string, unknown>>
}
const control = async (userName: string) =>
  Number((await stored(dnOf(userName), 'userAccountControl')).userAccountControl)
const replace = (dn: string, type: string, ...values: readonly string[]) =>
  admin.modify(dn, new Change({ operation: 'replace', modification: new Attribute({ type, values: [...values] }) }))
const patch = (path: string, ...Operations: readonly object[]) =>
  scim.request('PATCH', path, {
    body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations },
  })
const setting = (path: string, value: unknown) => ({ op: 'replace', path, value })
const found = async (filter: string, endpoint = '/Users') => {
  const answer = await scim.get(filtered(endpoint, filter))
  expect([filter, answer.status]).toEqual([filter, 200])
  return namesOf(answer).toSorted()
}

describe('id', () => {
  it('is objectGUID as Microsoft prints it, is found, and stays when the entry is renamed', async () => {
    const { id: member } = await create('ida')
    const { id } = await createGroup('before', [member])
    const [entry] = (await admin.search(groupDn('before'), { scope: 'base', explicitBufferAttributes: ['objectGUID'] }))
      .searchEntries
    const guid = entry?.objectGUID as Buffer
    const renamed = await scim.put(`/Groups/${id}`, groupBody('after', [member]))

    expect(id).toBe(
      [
        ...[guid.readUInt32LE(0).toString(16).padStart(8, '0'), guid.readUInt16LE(4).toString(16).padStart(4, '0')],
        ...[guid.readUInt16LE(6).toString(16).padStart(4, '0'), guid.toString('hex', 8, 10), guid.toString('hex', 10)],
      ].join('-'),
    )
    expect([renamed.status, renamed.body]).toMatchObject([
      200,
      { id, displayName: 'after', members: [{ value: member }] },
    ])
    expect(await found(`id eq "${id}"`, '/Groups')).toEqual(['after'])
    expect(await found(`id eq "${member}"`)).toEqual(['ida'])
    expect((await scim.get(`/Users/${member}`)).body.groups).toMatchObject([{ value: id, display: 'after' }])
    expect((await scim.get(`/Users/${guid.toString('hex')}`)).status).toBe(404)
  })
})

describe('password', () => {
  it('is set at creation and by PATCH, good for a bind, and never shown', async () => {
    const { id, password: shown } = await create('pass', { password })
    expect(shown).toBeUndefined()
    expect(await bindCode(server, dnOf('pass'), password)).toBe(0)

    const changed = await patch(`/Users/${id}`, setting('password', `${password} änders`))
    expect([changed.status, changed.body.password]).toEqual([200, undefined])
    expect(await bindCode(server, dnOf('pass'), `${password} änders`)).toBe(0)
    expect(await bindCode(server, dnOf('pass'), password)).toBe(49)
  })

  it('that the policy of the domain refuses is 400, and leaves nothing behind', async () => {
    const refused = await scim.post('/Users', userBody('weak', { password: 'abc' }))
    expect([refused.status, refused.body.scimType]).toEqual([400, 'invalidValue'])
    expect(await found('userName eq "weak"')).toEqual([])

    const { id } = await create('strong', { password })
    const again = await patch(`/Users/${id}`, setting('password', 'abc'), setting('title', 'x'))
    expect([again.status, again.body.scimType]).toEqual([400, 'invalidValue'])
    expect((await scim.get(`/Users/${id}`)).body.title).toBeUndefined()
    expect(await bindCode(server, dnOf('strong'), password)).toBe(0)
  })
})

describe('active by userAccountControl', () => {
  it('keeps a deactivated person from binding and lets them in again; every other bit stays', async () => {
    const { id } = await create('lock', { password })
    const dontExpire = 0x1_0000
    await replace(dnOf('lock'), 'userAccountControl', String(0x200 | dontExpire))
    const off = await patch(`/Users/${id}`, setting('active', false))
    expect([off.body.active, await control('lock')]).toEqual([false, 0x202 | dontExpire])
    expect(await bindCode(server, dnOf('lock'), password)).toBe(49)

    // Set, and not toggled; neither does a new password let anybody in.
    expect((await patch(`/Users/${id}`, setting('active', false))).body.active).toBe(false)
    await patch(`/Users/${id}`, setting('password', `${password} new`))
    expect(await control('lock')).toBe(0x202 | dontExpire)
    expect(await bindCode(server, dnOf('lock'), `${password} new`)).toBe(49)

    expect((await patch(`/Users/${id}`, setting('active', true))).body.active).toBe(true)
    expect(await control('lock')).toBe(0x200 | dontExpire)
    expect(await bindCode(server, dnOf('lock'), `${password} new`)).toBe(0)
  })

  it('is set from creation on, and with a password in one PATCH', async () => {
    const { id, active } = await create('barred', { password, active: false })
    expect([active, await control('barred')]).toEqual([false, 0x202])
    expect(await bindCode(server, dnOf('barred'), password)).toBe(49)

    await patch(`/Users/${id}`, setting('active', true), setting('password', `${password} two`))
    expect(await bindCode(server, dnOf('barred'), `${password} two`)).toBe(0)
  })

  it('is found by the rule of bits', async () => {
    const answer = await scim.get(filtered('/Users', 'active eq false'))
    expect(answer.body.Resources.every(({ active }: { active: boolean }) => active === false)).toBe(true)
    await create('awake')
    await create('asleep', { active: false })

    expect(await found('active eq false and userName sw "a"')).toEqual(['asleep'])
    expect(await found('active ne false and userName sw "a"')).toEqual(['awake'])
    expect(await found('active eq true and userName sw "a"')).toEqual(['awake'])
    expect(await found('not (active eq true) and userName sw "a"')).toEqual(['asleep'])
  })

  it('is true for somebody locked after failed logins, and active: true leaves that lock alone', async () => {
    const { id } = await create('failed', { password })
    await replace(`${server.suffix}`, 'lockoutThreshold', '2')
    for (let attempt = 0; attempt < 3; attempt += 1) await bindCode(server, dnOf('failed'), 'wrong')
    const before = (await stored(dnOf('failed'), 'lockoutTime')).lockoutTime
    const answer = await patch(`/Users/${id}`, setting('active', true), setting('title', 'locked'))
    await replace(`${server.suffix}`, 'lockoutThreshold', '0')

    expect(Number(before)).toBeGreaterThan(0)
    expect(answer.body).toMatchObject({ active: true, title: 'locked' })
    expect((await stored(dnOf('failed'), 'lockoutTime')).lockoutTime).toBe(before)
  })
})

describe('names', () => {
  it('are taken once in the whole domain, also by a group and in other capitals', async () => {
    await create('taken')
    const answers = [
      await scim.post('/Users', userBody('TAKEN')),
      await scim.post('/Groups', groupBody('Taken', [])),
      await scim.post('/Users', userBody('administrator')),
    ]
    expect(answers.map(({ status, body }) => [status, body.scimType])).toEqual([
      [409, 'uniqueness'],
      [409, 'uniqueness'],
      [409, 'uniqueness'],
    ])
  })

  it('of ten POSTs of one userName at once make one User', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => scim.post('/Users', userBody('once'))))
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)])
  })

  it('with signs of DNs and filters are stored and found', async () => {
    for (const name of ['a#b', "o'neill", 'x(y)z', 'Zoë', 'two words']) {
      await create(name)
      expect(await found(`userName eq ${JSON.stringify(name)}`)).toEqual([name])
    }
  })
})

describe('a person', () => {
  it('shows what was sent, keeps what no row maps, and goes', async () => {
    const { id: manager } = await create('boss')
    const body = userBody('worker', {
      displayName: 'Wörker',
      title: 'Smith',
      preferredLanguage: 'de-DE',
      emails: [{ value: 'worker@example.com' }],
      phoneNumbers: [
        { value: '+49 30 1', type: 'work' },
        { value: '+49 171 2', type: 'mobile' },
      ],
      photos: [{ value: 'data:image/jpeg;base64,/9j/4AAQ', type: 'photo' }],
      'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User': {
        department: 'Forge',
        manager: { value: manager },
      },
    })
    const { status, body: made } = await scim.post('/Users', body)
    const { schemas: _, ...sent } = body
    expect([status, made]).toMatchObject([201, sent])
    expect(made.meta.created).toMatch(/^\d{4}-\d\d-\d\dT/)

    await replace(dnOf('worker'), 'description', 'not of SCIM')
    const { id } = made
    const replaced = await scim.put(`/Users/${id}`, userBody('worker', { title: 'Chief' }))
    expect(replaced.body).toMatchObject({ id, title: 'Chief' })
    expect(replaced.body).not.toHaveProperty('emails')
    expect(await stored(dnOf('worker'), 'description', 'mail', 'thumbnailPhoto', 'manager')).toMatchObject({
      description: 'not of SCIM',
      ...{ mail: [], thumbnailPhoto: [], manager: [] },
    })
    expect((await scim.delete(`/Users/${id}`)).status).toBe(204)
    expect((await scim.get(`/Users/${id}`)).status).toBe(404)
  })

  it('is no computer', async () => {
    await admin.add(dnOf('machine'), {
      ...{ objectClass: 'computer', sAMAccountName: 'machine$', userAccountControl: '4096' },
    })
    expect(await found('userName sw "machine"')).toEqual([])
  })

  it('is found by when it was made and changed', async () => {
    const { id, meta } = await create('timed')
    const past = '2001-01-01T00:00:00Z'
    expect(await found(`meta.created gt "${past}" and userName eq "timed"`)).toEqual(['timed'])
    expect(await found(`meta.created lt "${past}"`)).toEqual([])
    expect(await found(`meta.created eq "${meta.created}" and id eq "${id}"`)).toEqual(['timed'])
    expect(await found(`meta.lastModified ge "${meta.lastModified}" and id eq "${id}"`)).toEqual(['timed'])
    expect(await found(`meta.lastModified gt "2099-01-01T00:00:00.5Z"`)).toEqual([])
  })
})

describe('a group', () => {
  it('may be empty, takes and loses members, also such as are there already or are not', async () => {
    const [a, b] = [await create('ga'), await create('gb')]
    const { id } = await createGroup('team', [])
    expect((await stored(groupDn('team'), 'sAMAccountName', 'groupType')).sAMAccountName).toBe('team')
    const add = (...ids: readonly string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })
    const remove = (memberId: string) => ({ op: 'remove', path: `members[value eq "${memberId}"]` })
    const members = async () =>
      ((await scim.get(`/Groups/${id}`)).body.members ?? []).map(({ value }: { value: string }) => value).toSorted()

    expect((await patch(`/Groups/${id}`, add(a.id))).status).toBe(204)
    expect((await patch(`/Groups/${id}`, add(a.id, b.id))).status).toBe(204)
    expect(await members()).toEqual([a.id, b.id].toSorted())
    expect((await patch(`/Groups/${id}`, remove(a.id))).status).toBe(204)
    expect((await patch(`/Groups/${id}`, remove(a.id))).status).toBe(204)
    expect(await members()).toEqual([b.id])
    const { id: other } = await create('gc')
    expect((await patch(`/Groups/${id}`, remove(other))).status).toBe(204)
    expect((await scim.get(filtered('/Groups', `members.value eq "${b.id}"`))).body.totalResults).toBe(1)
    expect((await scim.delete(`/Users/${b.id}`)).status).toBe(204)
    expect(await members()).toEqual([])
    expect((await patch(`/Groups/${id}`, remove(other))).status).toBe(204)
    expect((await scim.delete(`/Groups/${id}`)).status).toBe(204)
  })

  it('in a group makes its members indirect ones', async () => {
    const { id: member } = await create('deep')
    const { id: inner } = await createGroup('inner', [member])
    const { id: outer } = await createGroup('outer', [inner])

    expect((await scim.get(`/Users/${member}`)).body.groups).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ value: inner, type: 'direct' }),
        expect.objectContaining({ value: outer, type: 'indirect' }),
      ]),
    )
  })
})
