import { Attribute, Change } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectAs } from '../../src/demo/connect.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

describe('a throwaway directory', () => {
  let directory: Openldap
  beforeAll(async () => {
    directory = await startOpenldap({ logLevel: 'stats' })
  })
  afterAll(() => directory.stop())
  const names = async (base: string): Promise<readonly string[]> => {
    const admin = await directory.admin()
    const { searchEntries } = await admin.search(base, { filter: '(uid=*)', attributes: ['uid'] })
    await admin.unbind()
    return searchEntries.map(({ uid }) => String(uid))
  }

  it('keeps port and data over a crash', async () => {
    const admin = await directory.admin()
    const person = { objectClass: 'inetOrgPerson', uid: 'kept', cn: 'Kept', sn: 'Kept' }
    await admin.add(`uid=kept,ou=people,${directory.suffix}`, person)
    await admin.unbind()

    await directory.kill()
    await expect(directory.admin()).rejects.toThrow(/ECONNREFUSED|ECONNRESET|socket/i)
    await directory.start()

    expect(await names(directory.suffix)).toEqual(['kept'])
  })

  it('makes a second database with accounts of its own', async () => {
    const second = await directory.addDatabase('o=second')

    const gateway = await connectAs(directory.url, second.gatewayDn, second.gatewayPassword)
    await gateway.add('uid=a,ou=people,o=second', { objectClass: 'inetOrgPerson', uid: 'a', cn: 'a', sn: 'a' })
    const foreign = gateway.search(`ou=people,${directory.suffix}`, { filter: '(uid=*)' })

    await expect(foreign).rejects.toMatchObject({ code: 32 })
    await gateway.unbind()
  })

  it('lets its configuration be changed while it runs', async () => {
    const config = await directory.config()
    const limit = new Attribute({ type: 'olcSizeLimit', values: ['7'] })
    await config.modify('olcDatabase={1}mdb,cn=config', [new Change({ operation: 'replace', modification: limit })])
    const { searchEntries } = await config.search('olcDatabase={1}mdb,cn=config', { scope: 'base' })
    await config.unbind()

    expect(searchEntries[0]?.olcSizeLimit).toBe('7')
  })

  it('logs every filter', async () => {
    await names(`ou=people,${directory.suffix}`)

    expect(await directory.log()).toContain('filter="(uid=*)"')
  })

  it('may be stopped twice, also when it has crashed', async () => {
    const other = await startOpenldap({ suffix: 'o=other', syncprov: false, ppolicy: false, schema: false })

    await other.kill()
    await other.stop()
    await other.stop()

    await expect(other.admin()).rejects.toThrow()
  })
})
