/** The protocol suites' view behind the gateway on Samba, where people are named by `cn`, and known by sAMAccountName and objectGUID. */
import type { Client } from 'ldapts'
import { idTextOf, namesOf } from '../../src/directory/names/names.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { type Samba, startSamba } from '../support/samba.ts'

/** Guarded by an attribute type that every entry may have: docs/directories.md. */
export const startVersionedSamba = async (): Promise<Samba> => {
  const server = await startSamba()
  const directory = { ...server.configuration?.directory, version: 'adminDescription' }
  return { ...server, configuration: { preset: 'activeDirectory', directory } }
}

export const objectGuidOf = async (client: Client, dn: string): Promise<string | undefined> => {
  const [entry] = (await client.search(dn, { scope: 'base', explicitBufferAttributes: ['objectGUID'] })).searchEntries
  const attributes = new Map([['objectguid', [entry?.objectGUID as Buffer]]])
  return idTextOf({ dn: dn as Dn, attributes }, namesOf({ id: 'objectGUID' }))
}

/** A person's attributes as they are called there. The name of the entry gives `cn`. */
export const asActiveDirectoryUser = (values: Readonly<Record<string, string | readonly string[]>>) => {
  const { uid = 'nobody', cn: _, ...more } = values
  const all = { ...more, objectClass: 'user', sAMAccountName: uid, userAccountControl: '512' }
  return Object.fromEntries(
    Object.entries(all).map(([type, given]): [string, string | string[]] => [
      type,
      typeof given === 'string' ? given : [...given],
    ]),
  )
}
