import type { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectAs } from '../../src/demo/connect.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

let directory: Openldap
let gateway: Client
beforeAll(async () => {
  directory = await startOpenldap()
  gateway = await connectAs(directory.url, directory.gatewayDn, directory.gatewayPassword)
})
afterAll(async () => {
  await gateway.unbind()
  await directory.stop()
})

const person = async (uid: string, attributes: Record<string, string | string[]>): Promise<string> => {
  const dn = `uid=${uid},ou=people,${directory.suffix}`
  await gateway.add(dn, { objectClass: ['inetOrgPerson', 'scimUser'], uid, cn: uid, sn: uid, ...attributes })
  return dn
}
const matches = async (filter: string): Promise<readonly string[]> => {
  const { searchEntries } = await gateway.search(`ou=people,${directory.suffix}`, { filter, attributes: ['uid'] })
  return searchEntries.map(({ uid }) => String(uid))
}

describe('the attribute types of scimdap', () => {
  it('hold a companion of 100 kilobytes', async () => {
    const certificate = `type=work;value=${'QUJD'.repeat(25_000)}`

    const dn = await person('large', {
      scimX509Certificate: certificate,
      scimPhoto: `value=data:${'Zm9v'.repeat(25_000)}`,
    })

    const { searchEntries } = await gateway.search(dn, { scope: 'base', attributes: ['scimX509Certificate'] })
    expect(searchEntries[0]?.scimX509Certificate).toBe(certificate)
  })

  it('answer >= and <= on strings', async () => {
    await person('ordered', { scimCostCenter: 'B' })

    const [above, below] = [await matches('(scimCostCenter>=a)'), await matches('(scimCostCenter<=a)')]

    expect(above).toEqual(['ordered'])
    expect(below).toEqual([])
  })

  it('tell externalId by case, the other texts not', async () => {
    await person('case', { scimExternalId: 'Abc', scimNickName: 'Abc' })

    expect(await matches('(scimExternalId=abc)')).toEqual([])
    expect(await matches('(scimExternalId=Abc)')).toEqual(['case'])
    expect(await matches('(scimNickName=aBC)')).toEqual(['case'])
  })

  it('find a companion by type and the beginning of its value', async () => {
    await person('companion', { scimEmail: ['type=work;primary=true;value=urs@example.com', 'type=home;value=x@y'] })

    expect(await matches('(scimEmail=type=work;*value=u*)')).toEqual(['companion'])
    expect(await matches('(scimEmail=type=home;*value=u*)')).toEqual([])
  })

  it('take one value only where SCIM has one', async () => {
    const twice = person('twice', { scimLocale: ['de', 'en'] })

    await expect(twice).rejects.toMatchObject({ code: 19 })
  })
})
