/** /Users over a real directory. RFC 7644 §3.3 - §3.6 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

let ldap: Openldap
let scim: TestGateway

beforeAll(async () => {
  ldap = await startOpenldap()
  scim = await startGateway(ldap)
})

afterAll(async () => {
  await scim?.close()
  await ldap?.stop()
})

describe('POST /Users, RFC 7644 §3.3', () => {
  it('answers 201 with what the directory stores, Location and ETag', async () => {
    const created = await scim.post('/Users', userBody('created', { title: 'Tester' }))

    expect(created.status).toBe(201)
    expect(created.body).toMatchObject({ userName: 'created', title: 'Tester', active: true })
    expect(created.headers.get('location')).toBe(created.body.meta.location)
    expect(created.headers.get('etag')).toBe(created.body.meta.version)
    const read = await scim.get(`/Users/${created.body.id}`)
    expect(read.body).toEqual(created.body)
  })

  it('makes one entry in its place of a userName that looks like a DN', async () => {
    const created = await scim.post('/Users', userBody('evil,ou=x'))

    expect(created.status).toBe(201)
    expect(created.body.userName).toBe('evil,ou=x')
    const found = await scim.get(filtered('/Users', 'userName eq "EVIL,ou=x"'))
    expect(found.body.Resources.map(({ id }: { id: string }) => id)).toEqual([created.body.id])
  })

  it('finds nobody for userName eq "*"', async () => {
    const found = await scim.get(filtered('/Users', 'userName eq "*"'))

    expect(found.body).toMatchObject({ totalResults: 0, Resources: [] })
  })
})
