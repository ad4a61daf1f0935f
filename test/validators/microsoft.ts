/** What the Validator sends, and the stage that it sends it to. */
import { randomUUID } from 'node:crypto'
import { expect } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { openStage } from '../protocol/support.ts'
import type { Answer } from '../support/gateway.ts'

export const enterprise = urn.enterpriseUser
export const word = () => `w${randomUUID().slice(0, 8)}`
export const email = () => `${word()}@corp.example`

/** Every attribute that it discovers, with random text; booleans as strings. `password` is never returned, and it takes that for a fault: out. */
export const fullUser = () => ({
  userName: email(),
  externalId: word(),
  active: true,
  displayName: word(),
  nickName: word(),
  title: word(),
  userType: word(),
  profileUrl: `https://${word()}.test`,
  preferredLanguage: 'sv-SE',
  locale: 'en_US',
  timezone: 'Europe/Stockholm',
  name: {
    formatted: word(),
    familyName: word(),
    givenName: word(),
    middleName: word(),
    honorificPrefix: word(),
    honorificSuffix: word(),
  },
  emails: [{ type: 'work', value: email(), primary: true }],
  phoneNumbers: [
    { type: 'work', value: '55-555-5555', primary: true },
    { type: 'mobile', value: '55-555-5556' },
    { type: 'fax', value: '55-555-5557' },
  ],
  addresses: [
    {
      ...{
        type: 'work',
        formatted: word(),
        streetAddress: word(),
        locality: word(),
        region: word(),
        postalCode: word(),
      },
      ...{ country: 'Bosnia and Herzegovina', primary: true },
    },
  ],
  roles: [{ primary: 'True', display: word(), value: word(), type: word() }],
  [enterprise]: {
    ...{ employeeNumber: word(), costCenter: word(), organization: word(), division: word(), department: word() },
  },
})

export const profiles = ['strict', 'provisioning'] as const

/** With somebody in it already. */
export const openValidated = async (profile: (typeof profiles)[number]) => {
  const stage = await openStage({}, { profile })
  const create = (user: object) => stage.scim.post('/Users', { schemas: [urn.user, enterprise], ...user })
  const patch = (path: string, ...Operations: readonly object[]) =>
    stage.scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations } })
  const shown = async (path: string) => (await stage.scim.get(path)).body
  /** 200 with the body, or 204 and what GET shows then. */
  const changed = async (path: string, answer: Answer) => {
    expect([200, 204]).toContain(answer.status)
    return answer.status === 200 ? answer.body : shown(path)
  }
  const asUser = async (user: object = fullUser()) => {
    const { status, body } = await create(user)
    expect(status).toBe(201)
    return { path: `/Users/${body.id}`, user: body }
  }
  const standing: { readonly id: string } = (await create(fullUser())).body
  return { ...stage, ...{ create, patch, shown, changed, asUser, standing } }
}
