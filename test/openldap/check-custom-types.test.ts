/** What `scimdap check` says of a resource type of the operator's own, and what it prints to mend it. */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { scimdap } from '../cli/scimdap.ts'
import { differenceFor, documentedFile } from '../protocol/devices.ts'
import { addAccessRule, administratorOf } from '../protocol/support.ts'
import { startConfigured, userBody } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Checked, mend } from './check-support.ts'

let ldap: Openldap

beforeAll(async () => {
  ldap = await startOpenldap()
})
afterAll(() => ldap?.stop())

const check = async (): Promise<Checked> => {
  const text = JSON.stringify({ ...parse(readFileSync(documentedFile, 'utf8')), ...differenceFor(ldap) })
  const words = ['check', '-c', documentedFile, '--json', '--config-url', String(ldap.ldapi)]
  const { code, printed } = await scimdap(words, { [documentedFile]: text })
  const findings: Checked['findings'] = JSON.parse(printed).findings
  const ids: Checked['ids'] = (wanted) => findings.filter(({ severity }) => severity === wanted).map(({ id }) => id)
  return { code, findings, ids }
}

describe('scimdap check with devices', () => {
  it('prints what is missing: the base, the indexes, and the rights beside those of users and groups', async () => {
    const first = await check()
    expect(first.code).toBe(1)
    expect(first.findings.find(({ id }) => id === 'base-missing')?.what).toContain(`ou=devices,${ldap.suffix}`)
    expect(first.findings.find(({ id }) => id === 'index-missing')?.what).toContain('serialNumber eq')
    await mend(ldap, first, 'base-missing')
    await mend(ldap, first, 'index-missing')

    // Whose entries the gateway cannot see nobody can tell it about.
    await addAccessRule(ldap, `to dn.subtree="ou=devices,${ldap.suffix}" by GATEWAY read by * break`)
    const admin = administratorOf(await ldap.admin())
    await admin.add(`cn=first,ou=devices,${ldap.suffix}`, { objectClass: 'device', cn: 'first', serialNumber: '1' })
    await admin.client.unbind()
    const second = await check()
    expect(second.ids('error')).toEqual(['write-right-missing'])
    await mend(ldap, second, 'write-right-missing')

    const third = await check()
    expect({ code: third.code, errors: third.ids('error') }).toEqual({ code: 0, errors: [] })
    const scim = await startConfigured({ file: documentedFile, overlay: JSON.stringify(differenceFor(ldap)) })
    for (const [endpoint, body] of [
      ['/Devices', { schemas: ['urn:example:scimdap:2.0:Device'], serialNumber: '2', displayName: 'second' }],
      ['/Users', userBody('somebody')],
    ] as const) {
      expect(await scim.post(endpoint, body)).toMatchObject({ status: 201 })
    }
    await scim.close()
  })
})
