/** That the suites of this project run on OpenLDAP 2.6, and not on the system's. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { environmentOf } from '../../src/demo/install-slapd.ts'
import { startOpenldap } from '../support/openldap.ts'

it('is slapd 2.6 that answers', async () => {
  const slapd = await startOpenldap()
  const { installation } = slapd
  const client = await slapd.admin()
  const { searchEntries } = await client.search('', { scope: 'base', attributes: ['supportedLDAPVersion'] })
  await client.unbind()
  await slapd.stop()
  const { stdout, stderr } = await promisify(execFile)(installation?.slapd ?? '', ['-VV'], {
    env: installation && environmentOf(installation),
  })

  expect(searchEntries[0]?.supportedLDAPVersion).toBe('3')
  expect(stdout + stderr).toMatch(/slapd 2\.6\./)
})
