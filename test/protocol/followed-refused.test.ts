/** Referrals that are not followed, though others are: an error, and never a shorter list. RFC 4511 §4.5.3, §6 */
import { type AddressInfo, createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { filtered, type TestGateway } from '../support/gateway.ts'
import {
  endSide,
  openSides,
  people,
  refer,
  type Side,
  type Sides,
  serverOf,
  startSide,
  takeAway,
} from './followed-support.ts'
import { expectError } from './support.ts'

let sides: Sides
let main: Side
let other: Side
let scim: TestGateway
let here: string
let there: string
beforeAll(async () => {
  sides = await openSides()
  ;({ main, other, scim, here, there } = sides)
})
afterAll(() => sides?.end())

const told = (gateway: TestGateway) =>
  gateway.observations.flatMap((each) => (each.kind === 'referral-refused' ? [each] : []))

describe('what is not followed is an error, and never a shorter list', () => {
  const elsewhere = `ou=elsewhere,${people}`

  const during = async (urls: readonly string[], work: () => Promise<void>): Promise<void> => {
    await refer(main, elsewhere, ...urls)
    try {
      await work()
    } finally {
      await takeAway(main, elsewhere)
    }
  }

  it.each([
    ['a server that is not listed', ['ldap://127.0.0.1:1/ou=elsewhere,ou=people,dc=example,dc=com'], 'not-listed'],
    ['another port of a listed host', ['ldap://127.0.0.1/ou=elsewhere,ou=people,dc=example,dc=com'], 'not-listed'],
    ['another kind of server', ['https://127.0.0.1/people'], 'not-understood'],
  ])('%s: 500, and the log tells which', async (_, urls, reason) => {
    await during(urls, async () => {
      for (const path of ['/Users', filtered('/Users', 'userName eq "here0"'), `/Users/${here}`]) {
        const answer = await scim.get(path)
        expectError(answer, 500)
        expect(answer.body.detail).toContain('refers to another one')
      }
      const last = told(scim).at(-1)
      expect(last?.reason).toBe(reason)
      expect(last?.url).not.toContain('dc=example')
    })
    expect((await scim.get('/Users')).body.totalResults).toBe(12)
  })

  it('a part of the tree that has another name there', async () => {
    const own = `ou=own,${people}`
    await other.admin.add(own, { objectClass: 'organizationalUnit', ou: 'own' })
    await during([`${other.ldap.url}/${own}`], async () => {
      // The main server knows of no such name: nobody could get at those who would be listed.
      expectError(await scim.get('/Users'), 500)
      expectError(await scim.get(`/Users/${there}`), 500)
      expect(told(scim).at(-1)?.reason).toBe('another-name')
    })
    await other.admin.client.del(own)
    await during([`${other.ldap.url}/ou=services,dc=example,dc=com`], async () => {
      expectError(await scim.get('/Users'), 500)
      expect(told(scim).at(-1)?.reason).toBe('another-name')
    })
  })

  it('an entry that is not there at the other server either', async () => {
    await during([`${other.ldap.url}/${elsewhere}`], async () => expectError(await scim.get('/Users'), 500))
  })

  it('two servers that refer to each other', async () => {
    await refer(other, elsewhere, `${main.ldap.url}/${elsewhere}`)
    await during([`${other.ldap.url}/${elsewhere}`], async () => {
      const answer = await scim.get('/Users')

      expectError(answer, 500)
      expect(answer.body.detail).toContain('circle')
      expect(told(scim).at(-1)?.reason).toBe('circle')
    })
    await takeAway(other, elsewhere)
  })

  it('follows the one of several addresses that is listed', async () => {
    await other.admin.add(elsewhere, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    await during([`ldap://127.0.0.1:1/${elsewhere}`, `${other.ldap.url}/${elsewhere}`], async () => {
      expect((await scim.get('/Users')).body.totalResults).toBe(12)
    })
    await other.admin.client.del(elsewhere)
  })

  it('sends its password to nobody whom a referral names, and who is not listed', async () => {
    let connections = 0
    const listener = createServer(() => {
      connections += 1
    })
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
    const { port } = listener.address() as AddressInfo
    await during([`ldap://127.0.0.1:${port}/${elsewhere}`], async () => {
      expectError(await scim.get('/Users'), 500)
      expectError(await scim.get(`/Users/${there}`), 500)
    })

    expect(connections).toBe(0)
    listener.close()
  })

  it('calls a server by the name that referrals have for it', async () => {
    const named = await sides.open({ followed: [{ ...serverOf(other), names: ['ldap://branch.example.com'] }] })
    await other.admin.add(elsewhere, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    await other.admin.addPerson(`uid=far,${elsewhere}`, { uid: 'far' })
    await during([`ldap://BRANCH.example.com:389/${elsewhere}`], async () => {
      expect((await named.get('/Users')).body.totalResults).toBe(13)
    })
    await other.admin.client.del(`uid=far,${elsewhere}`)
    await other.admin.client.del(elsewhere)
  })

  it('a server that is down: 503, until it is back', async () => {
    const down = await startSide()
    const quick = await sides.open({
      timeouts: { connectMs: 500, waitMs: 300 },
      followed: [serverOf(other), serverOf(down)],
    })
    await down.admin.add(elsewhere, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    await during([`${down.ldap.url}/${elsewhere}`], async () => {
      expect((await quick.get('/Users')).body.totalResults).toBe(12)
      await down.ldap.kill()
      for (const path of ['/Users', `/Users/${here}`, '/Users/00000000-0000-4000-8000-000000000000']) {
        expectError(await quick.get(path), 503)
      }
      await down.ldap.start()
      await expect.poll(async () => (await quick.get('/Users')).status, { timeout: 20_000 }).toBe(200)
    })
    await endSide(down)
  })

  it('an account that the other server does not take: 503', async () => {
    const strict = await startSide()
    await strict.admin.add(elsewhere, { objectClass: 'organizationalUnit', ou: 'elsewhere' })
    const wrong = await sides.open({ followed: [serverOf(other), { ...serverOf(strict), password: 'not-this-one' }] })
    await during([`${strict.ldap.url}/${elsewhere}`], async () => expectError(await wrong.get('/Users'), 503))
    await endSide(strict)
  })
})
