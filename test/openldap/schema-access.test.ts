import { Attribute, Change, type Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectAs } from '../../src/demo/connect.ts'
import { demoContent } from '../../src/demo/content.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const suffix = 'dc=example,dc=com'
const people = `ou=people,${suffix}`
const ann = { objectClass: 'inetOrgPerson', uid: 'ann', cn: 'Ann', sn: 'Ann', userPassword: 'old-secret' }
let directory: Openldap
let gateway: Client
let admin: Client
beforeAll(async () => {
  directory = await startOpenldap({ load: demoContent({ count: 1200, suffix }) })
  gateway = await connectAs(directory.url, directory.gatewayDn, directory.gatewayPassword)
  admin = await directory.admin()
  await admin.add(`uid=ann,${people}`, ann)
})
afterAll(async () => {
  await gateway.unbind()
  await admin.unbind()
  await directory.stop()
})

const replace = (type: string, values: string[]) =>
  new Change({ operation: 'replace', modification: new Attribute({ type, values }) })
const bind = async (password: string): Promise<void> => {
  const client = await connectAs(directory.url, `uid=ann,${people}`, password)
  await client.unbind()
}

describe('limits.ldif', () => {
  it('lets the gateway read more than the 500 entries that slapd allows everybody', async () => {
    const { searchEntries } = await gateway.search(people, {
      filter: '(objectClass=inetOrgPerson)',
      attributes: ['1.1'],
    })

    expect(searchEntries.length).toBeGreaterThanOrEqual(1200)
  })
})

describe('acl.ldif', () => {
  it('lets the gateway add, rename and delete below ou=people, and not ou=people itself', async () => {
    await gateway.add(`uid=temp,${people}`, { ...ann, uid: 'temp' })
    await gateway.modifyDN(`uid=temp,${people}`, 'uid=temporary')
    await gateway.del(`uid=temporary,${people}`)

    await expect(gateway.modify(people, [replace('description', ['mine'])])).rejects.toMatchObject({ code: 50 })
    await expect(gateway.add(`ou=x,${suffix}`, { objectClass: 'organizationalUnit', ou: 'x' })).rejects.toMatchObject({
      code: 50,
    })
  })

  it('lets the gateway set a password and not read one', async () => {
    await gateway.modify(`uid=ann,${people}`, [replace('userPassword', ['new-secret'])])

    await bind('new-secret')
    const { searchEntries } = await gateway.search(people, { filter: '(uid=ann)', attributes: ['userPassword', 'uid'] })
    expect(searchEntries[0]).toMatchObject({ uid: 'ann', userPassword: [] })
    const guesses = await gateway.search(people, { filter: '(userPassword=new-secret)' })
    expect(guesses.searchEntries).toEqual([])
  })

  it('lets the gateway lock and unlock an account, and the lock keeps the person out', async () => {
    await admin.modify(`uid=ann,${people}`, [replace('userPassword', ['secret'])])

    await gateway.modify(`uid=ann,${people}`, [replace('pwdAccountLockedTime', ['000001010000Z'])])
    await expect(bind('secret')).rejects.toMatchObject({ code: 49 })

    await gateway.modify(`uid=ann,${people}`, [replace('pwdAccountLockedTime', [])])
    await bind('secret')
  })

  it('lets the gateway see references to a person in the whole suffix, and nothing else there', async () => {
    const dn = `cn=printer,ou=services,${suffix}`
    await admin.add(dn, { objectClass: 'device', cn: 'printer', owner: `uid=ann,${people}`, serialNumber: '42' })

    const { searchEntries } = await gateway.search(suffix, { filter: `(owner=uid=ann,${people})`, attributes: ['*'] })

    expect(searchEntries).toEqual([{ dn, objectClass: 'device', owner: `uid=ann,${people}`, '*': [] }])
    await expect(gateway.modify(dn, [replace('owner', [])])).rejects.toMatchObject({ code: 50 })
  })

  it('lets the gateway read the password policy', async () => {
    const { searchEntries } = await gateway.search(suffix, { filter: '(objectClass=pwdPolicy)' })

    expect(searchEntries).toMatchObject([{ pwdLockout: 'TRUE' }])
  })

  it('lets persons bind and change their own password, and read nothing', async () => {
    await admin.modify(`uid=ann,${people}`, [replace('userPassword', ['mine'])])
    const person = await connectAs(directory.url, `uid=ann,${people}`, 'mine')

    await person.modify(`uid=ann,${people}`, [replace('userPassword', ['still-mine'])])
    const other = person.modify(`uid=bjensen,${people}`, [replace('userPassword', ['stolen'])])

    await expect(other).rejects.toMatchObject({ code: 50 })
    await expect(person.search(people, { filter: '(uid=bjensen)' })).rejects.toMatchObject({ code: 32 })
    await person.unbind()
  })
})
