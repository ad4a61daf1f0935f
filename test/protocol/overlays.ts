/** loadOverlay: an overlay of slapd's on the first database of a running directory, by cn=config. */
import { resolve } from 'node:path'
import { Attribute, Change } from 'ldapts'
import type { Openldap } from '../support/openldap.ts'

export const groupOfUrls = resolve(import.meta.dirname, '../fixtures/group-of-urls/group-of-urls.ldif')

/** `entry`: what its configuration has besides; without one the module alone is loaded. */
export const loadOverlay = async (
  ldap: Pick<Openldap, 'config'>,
  module: string,
  entry?: Readonly<Record<string, string[]>>,
): Promise<void> => {
  const config = await ldap.config()
  const modification = new Attribute({ type: 'olcModuleLoad', values: [module] })
  await config.modify('cn=module{0},cn=config', new Change({ operation: 'add', modification }))
  if (entry !== undefined)
    await config.add(`olcOverlay=${module},olcDatabase={1}mdb,cn=config`, { olcOverlay: module, ...entry })
  await config.unbind()
}
