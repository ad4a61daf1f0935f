/** `directory.version` on a server that has the assertion control as well: the guard is the version attribute, and it holds. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assertionOn } from '../../src/directory/write-assertion.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { openAccess, suffix } from '../protocol/places-support.ts'
import { administratorOf } from '../protocol/support.ts'
import { openDirectories } from '../support/open-directories.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

let ldap: Openldap
beforeAll(async () => {
  ldap = await startOpenldap({ suffix, database: openAccess })
  const admin = administratorOf(await ldap.admin())
  for (const name of ['ann', 'bob', 'cid']) {
    await admin.add(dnOf(name), { objectClass: 'inetOrgPerson', uid: name, cn: name, sn: name })
  }
  await admin.client.unbind()
})
afterAll(() => ldap?.stop())

const { directoryWith } = openDirectories(() => ldap)
const dnOf = (name: string) => `uid=${name},ou=people,${suffix}` as Dn
const types = ['entryUUID', 'entryCSN', 'title', 'mobile']
const adding = (type: string) => ({ modifications: [{ operation: 'add' as const, type, values: ['1'] }] })
const lost = { code: 122 }

describe.each([{ transactions: true }, { transactions: false }])('transactions: $transactions', ({ transactions }) => {
  const open = () => directoryWith({ version: 'employeeNumber', without: transactions ? [] : ['transactions'] })
  const read = async (directory: ReturnType<typeof open>, name: string) => {
    const entry = await directory.read(dnOf(name), types)
    if (entry === undefined) throw new Error(`${name} is not there`)
    return entry
  }

  it('of two writes on one state the second is lost, though they change different attributes', async () => {
    const directory = open()
    const name = transactions ? 'ann' : 'bob'
    const assertion = assertionOn(await read(directory, name))

    await directory.change(dnOf(name), adding('title'), { assertion, types })
    await expect(directory.change(dnOf(name), adding('mobile'), { assertion, types })).rejects.toMatchObject(lost)
  })

  it('also in a unit of work', async () => {
    const directory = open()
    const [one, other] = [await read(directory, 'bob'), await read(directory, 'cid')]
    const change = (entry: typeof one, type: string) =>
      ({ kind: 'change', dn: entry.dn, change: adding(type), assertion: assertionOn(entry) }) as const
    const [first, second] = transactions ? ['street', 'postalCode'] : ['st', 'l']

    await directory.atomically([change(one, first as string), change(other, first as string)])
    await expect(
      directory.atomically([change(one, second as string), change(other, second as string)]),
    ).rejects.toMatchObject(lost)
  })
})
