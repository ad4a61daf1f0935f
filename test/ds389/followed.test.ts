/** Referrals that lead to and from 389 Directory Server, and are followed. RFC 4511 §4.1.10, §4.5.3 */

import { Control } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eachOf } from '../../src/directory/each-of.ts'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { equal, or } from '../../src/ldap/filter.ts'
import { type Ds389, startDs389, versionType } from '../support/ds389.ts'
import { configurationFor, filtered, type ReachableDirectory, startGateway, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const people = 'ou=people,dc=example,dc=com' as Dn
const ofSlapd = `ou=slapd,${people}` as Dn
const ofDs389 = `ou=ds389,${people}` as Dn

let slapd: Openldap
let ds389: Ds389

/** Each has a part, and a referral where the part of the other is. */
beforeAll(async () => {
  ;[slapd, ds389] = await Promise.all([startOpenldap(), startDs389({ attributeTypes: [versionType] })])
  await fill(slapd, ofSlapd, ofDs389, ds389.url)
  await fill(ds389, ofDs389, ofSlapd, slapd.url)
})
afterAll(async () => {
  await slapd?.stop()
  await ds389?.stop()
})

const fill = async (server: Openldap | Ds389, own: string, others: string, url: string): Promise<void> => {
  const client = await server.admin()
  const ou = (dn: string) => dn.slice(3, dn.indexOf(','))
  await client.add(own, { objectClass: ['organizationalUnit'], ou: ou(own) })
  for (const name of ['one', 'two']) {
    const uid = `${ou(own)}-${name}`
    await client.add(`uid=${uid},${own}`, { objectClass: ['inetOrgPerson'], uid, cn: name, sn: 'Body' })
  }
  const manage = new Control('2.16.840.1.113730.3.4.2', { critical: true })
  const values = { objectClass: ['referral', 'extensibleObject'], ou: ou(others), ref: [`${url}/${others}`] }
  await client.add(others, values, manage)
  await client.unbind()
}

const serverOf = ({ url, gatewayDn, gatewayPassword }: ReachableDirectory) => ({
  urls: [url],
  bindDn: gatewayDn,
  password: gatewayPassword,
})

const over = (main: ReachableDirectory, other: ReachableDirectory) =>
  openDirectory({ ...serverOf(main), referrals: 'follow', followed: [{ ...serverOf(other), names: [] }] })

describe.each([
  ['OpenLDAP to 389-ds', () => [slapd, ds389] as const],
  ['389-ds to OpenLDAP', () => [ds389, slapd] as const],
])('a directory that refers from %s', (_, sides) => {
  it('searches, scans, reads, writes and takes away at both', async () => {
    const [main, other] = sides()
    const directory = over(main, other)
    const everybody = { base: people, scope: 'sub', filter: equal('sn', 'Body'), types: ['cn'] } as const
    const names = ['ds389-one', 'ds389-two', 'slapd-one', 'slapd-two']
    const uidOf = ({ dn }: { readonly dn: string }) => dn.slice(4, dn.indexOf(','))

    expect((await directory.search(everybody)).map(uidOf).toSorted()).toEqual(names)
    const scanned: string[] = []
    for await (const entry of eachOf(directory.scan({ ...everybody, pageSize: 1 }))) scanned.push(uidOf(entry))
    expect(scanned.toSorted()).toEqual(names)
    for (const [base, owner] of [
      [ofSlapd, slapd],
      [ofDs389, ds389],
    ] as const) {
      const known = await directory.read(`uid=${base === ofSlapd ? 'slapd' : 'ds389'}-one,${base}` as Dn, ['cn'])
      expect(known?.attributes.get('cn')).toEqual(['one'])
      for (const scope of ['one', 'sub'] as const) {
        const request = { ...everybody, base, scope }
        const listed: string[] = []
        for await (const entry of eachOf(directory.scan(request))) listed.push(uidOf(entry))
        expect({ base, scope, found: (await directory.search(request)).length, listed: listed.length }).toEqual({
          ...{ base, scope, found: 2, listed: 2 },
        })
      }
      const dn = `uid=made,${base}` as Dn
      const attributes = { objectClass: ['inetOrgPerson'], uid: ['made'], cn: ['made'], sn: ['Made'] }
      await directory.add(dn, new Map(Object.entries(attributes)), { types: ['cn'] })
      const changed = await directory.change(
        dn,
        { modifications: [{ operation: 'replace', type: 'title', values: ['Dr'] }] },
        { types: ['title'] },
      )
      expect(changed.attributes.get('title')).toEqual(['Dr'])
      expect((await directory.read(dn, ['cn']))?.attributes.get('cn')).toEqual(['made'])
      const client = await owner.admin()
      expect((await client.search(dn, { scope: 'base', attributes: ['title'] })).searchEntries[0]?.title).toBe('Dr')
      await client.unbind()
      expect(await directory.read(`uid=nobody,${base}` as Dn, ['cn'])).toBeUndefined()
      await directory.delete(dn)
      expect(await directory.read(dn, ['cn'])).toBeUndefined()
    }
    directory.close()
  })
})

describe('a guarded write at a server that cannot guard it, unlike the main one', () => {
  it('is refused there, and done where the server can', async () => {
    const directory = over(slapd, ds389)
    const anybody = or(equal('cn', 'one'), equal('cn', 'two'))

    await expect(directory.delete(`uid=ds389-two,${ofDs389}` as Dn, anybody)).rejects.toMatchObject({ code: 12 })

    expect(await directory.read(`uid=ds389-two,${ofDs389}` as Dn, [])).toBeDefined()
    await directory.change(
      `uid=slapd-two,${ofSlapd}` as Dn,
      { modifications: [{ operation: 'replace', type: 'title', values: ['Dr'] }] },
      { types: [], assertion: anybody },
    )
    directory.close()
  })
})

describe('a gateway over two 389 Directory Servers', () => {
  it('reads, writes and guards by the version attribute at the second one', async () => {
    const second = await startDs389({ attributeTypes: [versionType] })
    const far = `ou=far,${people}`
    const [client, theirs] = [await ds389.admin(), await second.admin()]
    await theirs.add(far, { objectClass: ['organizationalUnit'], ou: 'far' })
    const takenAway = `ou=slapd,${people}`
    const manage = new Control('2.16.840.1.113730.3.4.2', { critical: true })
    await client.del(takenAway, manage)
    const values = { objectClass: ['referral', 'extensibleObject'], ou: 'far', ref: [`${second.url}/${far}`] }
    await client.add(far, values, manage)
    const { directory } = configurationFor(ds389)
    const scim = await startGateway(ds389, {
      directory: { ...directory, referrals: 'follow', followed: [serverOf(second)] },
      users: { base: people, createBase: far },
    })

    const made = await scim.post('/Users', userBody('faraway'))
    expect(made.status).toBe(201)
    const path = `/Users/${made.body.id}`
    const tag = made.body.meta.version
    const answers = await Promise.all(
      ['a', 'b'].map((title) => scim.put(path, userBody('faraway', { title }), { 'If-Match': tag })),
    )
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 412])
    expect((await scim.get(filtered('/Users', 'userName eq "faraway"'))).body.totalResults).toBe(1)
    expect((await scim.get('/Users')).body.totalResults).toBe(3)
    expect((await theirs.search(far, { scope: 'sub', filter: '(uid=faraway)' })).searchEntries.length).toBe(1)
    expect((await scim.delete(path)).status).toBe(204)
    expect((await scim.get(path)).status).toBe(404)

    await scim.close()
    await client.unbind()
    await theirs.unbind()
    await second.stop()
  })
})
