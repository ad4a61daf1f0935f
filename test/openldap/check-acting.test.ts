/** What `scimdap check` says of clients that act as people: before its LDIF is applied, and after. RFC 4370 */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { numberedPeople } from '../support/open-directories.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Checked, check, configFor, hash, mend } from './check-support.ts'

let server: Openldap
beforeAll(async () => {
  server = await startOpenldap({ load: numberedPeople(1) })
})
afterAll(() => server?.stop())

it('says that the account may not act as people, and how it may', async () => {
  const clients = [{ name: 'people', userName: 'u1', actAs: 'person', tokens: [hash] }]
  const config = configFor(server, { more: { clients } })

  const actingIn = ({ findings }: Checked) => findings.filter(({ id }) => id.startsWith('acting'))

  const before = await check(server, config)
  expect(actingIn(before)).toMatchObject([{ id: 'acting-denied', severity: 'error' }])
  await mend(server, before, 'acting-denied')

  expect(actingIn(await check(server, config))).toEqual([])
})

it('says nothing of it where no client acts as people, or those alone who bind as themselves', async () => {
  const logins = { basic: { enabled: true, client: 'people' }, clients: [{ name: 'people', actAs: 'person' }] }

  for (const more of [{}, logins]) {
    const { findings } = await check(server, configFor(server, { more }))
    expect(findings.filter(({ id }) => id.startsWith('acting'))).toEqual([])
  }
})
