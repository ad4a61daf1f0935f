/** What tolerances do beyond one request and its answer: members, made elements, what is left out, every way in. docs/tolerances.md */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, rfcToken, token, userBody } from '../support/gateway.ts'
import {
  fresh,
  openTolerantStage,
  personToken,
  provisioningToken,
  quotingToken,
  type TolerantStage,
} from './tolerances-support.ts'

let stage: TolerantStage
let [ada, grace, group] = ['', '', '']
beforeAll(async () => {
  stage = await openTolerantStage()
  ;({ ada, grace, group } = stage)
})
afterAll(() => stage?.end())

const send: TolerantStage['send'] = (...request) => stage.send(...request)
const patch: TolerantStage['patch'] = (...request) => stage.patch(...request)

describe('T4 removeByValue', () => {
  it('takes away these members, and by the letter nobody', async () => {
    const remove = { op: 'Remove', path: 'members', value: [{ $ref: null, value: grace }] }
    const members = async () => {
      const { body } = await send(token, 'GET', `/Groups/${group}`)
      return body.members.map(({ value }: { value: string }) => value)
    }

    expect((await patch(rfcToken, `/Groups/${group}`, remove)).status).toBe(400)
    expect((await members()).sort()).toEqual([ada, grace].sort())
    expect((await patch(token, `/Groups/${group}`, remove)).status).toBe(204)
    expect(await members()).toEqual([ada])
    expect((await patch(token, `/Groups/${group}`, { ...remove, value: grace })).status).toBe(204)
    expect(await members()).toEqual([ada])
  })
})

describe('T12: what a PATCH repeats of what is readOnly', () => {
  it('changes nothing, groups included', async () => {
    const { body } = await send(token, 'GET', `/Users/${ada}`)
    const { id, groups, meta, schemas, userName } = body
    expect(groups).toHaveLength(1)

    const answer = await patch(rfcToken, `/Users/${ada}`, {
      op: 'replace',
      value: { id, groups, meta, schemas, userName },
    })

    expect(answer.status).toBe(200)
    expect(answer.body.meta.version).toBe(meta.version)
  })
})

describe('T16 createUnmatched', () => {
  const mobile = { op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+47 1' }

  it('makes the element for a client that asks for it, alone and in Bulk', async () => {
    expect((await patch(token, `/Users/${grace}`, mobile)).body.scimType).toBe('noTarget')
    expect((await patch(provisioningToken, `/Users/${grace}`, mobile)).body.phoneNumbers).toEqual([
      { type: 'mobile', value: '+47 1' },
    ])
    const data = { schemas: [urn.patchOp], Operations: [{ ...mobile, path: 'phoneNumbers[type eq "home"].value' }] }
    const bulk = { schemas: [urn.bulkRequest], Operations: [{ method: 'PATCH', path: `/Users/${grace}`, data }] }
    expect((await send(token, 'POST', '/Bulk', bulk)).body.Operations[0].status).toBe('400')
    expect((await send(provisioningToken, 'POST', '/Bulk', bulk)).body.Operations[0].status).toBe('200')
  })
})

describe('T14 unmappedPaths', () => {
  it('leaves out what is not mapped for a client that asks for it, and tells', async () => {
    const operation = { op: 'replace', path: 'nickName', value: 'x' }
    expect((await patch(token, `/Users/${grace}`, operation)).body.scimType).toBe('invalidPath')
    const answer = await patch(provisioningToken, `/Users/${grace}`, operation)

    expect([answer.status, answer.headers.get('Scimdap-Ignored')]).toEqual([200, 'nickName'])
  })
})

describe('a leaver who comes with another name', () => {
  it('is disabled, but not by the letter', async () => {
    const userName = fresh()
    const { id } = (await send(token, 'POST', '/Users', userBody(userName))).body
    const leave = [
      { op: 'replace', path: 'userName', value: `283405f5${userName}` },
      { op: 'replace', path: 'active', value: false },
    ]

    expect((await patch(rfcToken, `/Users/${id}`, ...leave)).body.scimType).toBe('mutability')
    expect((await patch(token, `/Users/${id}`, ...leave)).body).toMatchObject({ userName, active: false })
  })
})

describe('a single tolerance', () => {
  it('is off for the client that has it switched off, and the others are on', async () => {
    expect((await send(quotingToken, 'GET', filtered('/Users', 'userName eq ada'))).body.scimType).toBe('invalidFilter')
    expect((await send(quotingToken, 'GET', filtered('/Users', 'active eq "True"'))).status).toBe(200)
  })
})

describe('what is left out', () => {
  const ignored = ({ headers }: Answer) => headers.get('Scimdap-Ignored')

  it('is named in the answer and the log, by name and not by value', async () => {
    const answer = await send(token, 'POST', '/Users', userBody(fresh(), { nickName: 'canary', 'a b': 'canary' }))

    expect(ignored(answer)).toBe('nickName, ?')
    expect(stage.scim.observations.filter(({ kind }) => kind === 'attributes-ignored').at(-1)).toEqual({
      kind: 'attributes-ignored',
      requestId: answer.headers.get('X-Request-Id'),
      names: ['nickName', '?'],
      client: 'test',
    })
  })

  it('is named for PUT, PATCH and Bulk, too', async () => {
    const put = await send(token, 'PUT', `/Users/${grace}`, userBody('grace', { nickName: 'x' }))
    const patched = await patch(token, `/Users/${grace}`, { op: 'replace', value: { nickName: 'x' } })
    const bulk = await send(token, 'POST', '/Bulk', {
      schemas: [urn.bulkRequest],
      Operations: [
        {
          method: 'POST',
          path: '/Users',
          bulkId: '1',
          data: { userName: fresh(), name: { familyName: 'x' }, nickName: 'x' },
        },
      ],
    })

    expect([put, patched, bulk].map(ignored)).toEqual(['nickName', 'nickName', 'nickName'])
    expect(bulk.body.Operations[0].status).toBe('201')
  })

  it('is twenty names at most, and no header where nothing is', async () => {
    const many = Object.fromEntries(Array.from({ length: 25 }, (_, index) => [`shoe${index}`, index]))
    const answer = await send(token, 'POST', '/Users', userBody(fresh(), many))

    expect(ignored(answer)?.split(', ')).toHaveLength(21)
    expect(ignored(answer)).toMatch(/, and 5 more$/)
    expect(ignored(await send(token, 'POST', '/Users', userBody(fresh())))).toBeNull()
  })

  it('leaves the version as it is where nothing else is asked', async () => {
    const before = await send(token, 'GET', `/Users/${grace}`)
    const after = await patch(provisioningToken, `/Users/${grace}`, { op: 'add', path: 'nickName', value: 'x' })

    expect(after.body).toEqual(before.body)
  })
})

describe('each way to send a resource', () => {
  it('is read in the dialect of its client: a Bulk request, operation by operation', async () => {
    const Operations = [
      {
        method: 'POST',
        path: '/Users',
        bulkId: 'u',
        data: { userName: fresh(), name: { familyName: 'x' }, active: 'True' },
      },
      { method: 'POST', path: '/Users', bulkId: 'v', data: userBody(fresh()) },
      {
        method: 'PATCH',
        path: `/Users/${ada}`,
        data: { Operations: [{ op: 'Replace', path: 'manager', value: 'bulkId:v' }] },
      },
    ]
    const statuses = async (by: string) => {
      const { body } = await send(by, 'POST', '/Bulk', { schemas: [urn.bulkRequest], Operations })
      return body.Operations.map(({ status }: { status: string }) => status)
    }

    expect(await statuses(rfcToken)).toEqual(['400', '201', '400'])
    Operations[1] = { ...Operations[1], data: userBody(fresh()) } as (typeof Operations)[1]
    expect(await statuses(token)).toEqual(['201', '201', '200'])
  })

  it('is read in the dialect of its client: /Me', async () => {
    const created = await send(personToken, 'POST', '/Me', {
      userName: 'tolerated',
      name: { familyName: 'x' },
      active: 'True',
    })
    const patched = await send(personToken, 'PATCH', '/Me', {
      Operations: [{ op: 'Replace', value: { 'name.givenName': 'T' } }],
    })

    expect(created.status).toBe(201)
    expect(patched.body.name).toMatchObject({ givenName: 'T', familyName: 'x' })
  })
})
