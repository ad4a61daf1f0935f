/** readCapabilities: what a server says of itself in its rootDSE. RFC 4512 §5.1 */
import type { Dn } from '../../ldap/dn.ts'
import { type AttributeValues, textOf, textsOf } from '../../ldap/entry.ts'
import type { Capabilities } from '../directory.ts'
import { startOid } from './controls/transaction.ts'
import { derefOid } from './dereferenced.ts'
import { anyEntry, searchOnce } from './search.ts'
import type { Session } from './session.ts'

export interface Rootdse extends Omit<Capabilities, 'guarded'> {
  /** Samba says so, too. */
  readonly isActiveDirectory: boolean
  readonly subschemaSubentry: Dn | undefined
}

const types = [
  'objectClass',
  'namingContexts',
  'subschemaSubentry',
  'supportedControl',
  'supportedExtension',
  'vendorName',
  'supportedCapabilities',
]

export const readCapabilities = async (session: Session, deadline: number): Promise<Rootdse> => {
  const request = { base: '' as Dn, scope: 'base', filter: anyEntry, types } as const
  const [rootdse] = await searchOnce(session, request, deadline)
  return capabilitiesOf(rootdse?.attributes ?? new Map())
}

const capabilitiesOf = (rootdse: AttributeValues): Rootdse => {
  const controls = new Set(textsOf(rootdse, 'supportedControl'))
  const extensions = new Set(textsOf(rootdse, 'supportedExtension'))
  return {
    assertion: controls.has('1.3.6.1.1.12'),
    postRead: controls.has('1.3.6.1.1.13.2'),
    paged: controls.has('1.2.840.113556.1.4.319'),
    deref: controls.has(derefOid),
    // slapd announces the extended operations of RFC 5805 and keeps silent about its control.
    transactions: extensions.has(startOid),
    passwordModify: extensions.has('1.3.6.1.4.1.4203.1.11.1'),
    proxiedAuthorization: controls.has('2.16.840.1.113730.3.4.18'),
    sync: controls.has('1.3.6.1.4.1.4203.1.9.1.1'),
    namingContexts: textsOf(rootdse, 'namingContexts'),
    vendor: textOf(rootdse, 'vendorName') ?? (isOpenldap(rootdse) ? 'OpenLDAP' : undefined),
    keepsReferences: isActiveDirectory(rootdse),
    isActiveDirectory: isActiveDirectory(rootdse),
    subschemaSubentry: textOf(rootdse, 'subschemaSubentry') as Dn | undefined,
  }
}

/** LDAP_CAP_ACTIVE_DIRECTORY_OID. [MS-ADTS] §3.1.1.3.4.3 */
const isActiveDirectory = (rootdse: AttributeValues): boolean =>
  textsOf(rootdse, 'supportedCapabilities').includes('1.2.840.113556.1.4.800')

const isOpenldap = (rootdse: AttributeValues): boolean => textsOf(rootdse, 'objectClass').includes('OpenLDAProotDSE')
