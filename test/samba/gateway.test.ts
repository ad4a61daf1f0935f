/** The preset activeDirectory on a live Samba domain controller. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bindCode } from '../protocol/support.ts'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { type Samba, startSamba } from '../support/samba.ts'

let server: Samba
let scim: TestGateway

beforeAll(async () => {
  const t = Date.now()
  server = await startSamba()
  console.log('started', Date.now() - t)
  scim = await startGateway(server)
})
afterAll(async () => {
  await scim?.close()
  await server?.stop()
})

describe('x', () => {
  it('y', async () => {
    console.log(JSON.stringify((await scim.get('/ServiceProviderConfig')).body))
    const a = await scim.post('/Users', userBody('alice', { password: 'a Long pass phrase 1' }))
    console.log(JSON.stringify(a))
    expect(a.status).toBe(201)
  })
})
