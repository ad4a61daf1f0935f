/** What check says of the entries that count numbers, and that its LDIF mends it. */
import { expect, it } from 'vitest'
import { startOpenldap } from '../support/openldap.ts'
import { check, configFor, mend, modify } from './check-support.ts'

const people = 'ou=people,dc=example,dc=com'
const counter = `cn=next\\, please,${people}`
const users = {
  base: people,
  preset: 'posix',
  createAttributes: { gidNumber: '100', uidNumber: { next: [10_000, 59_999], counter } },
}

it('names a counter that is missing, and one that holds no number; with its LDIF users can be made', async () => {
  const directory = await startOpenldap()
  try {
    const yaml = configFor(directory, { more: { users } })

    const before = await check(directory, yaml)
    expect([before.code, before.ids('error')]).toEqual([1, ['counter-missing']])
    expect(before.ids('warning')).toContain('index-missing')
    await mend(directory, before, 'counter-missing')
    const after = await check(directory, yaml, ['--write-probe'])
    expect([after.code, after.ids('error')]).toEqual([0, []])

    await modify(directory.admin(), counter, [['replace', 'uidNumber', []]])
    const spoilt = await check(directory, yaml)
    expect([spoilt.code, spoilt.ids('error')]).toEqual([1, ['counter-wrong']])
  } finally {
    await directory.stop()
  }
})
