/** User preset `posix`: accounts that login services know. What makes one is given once and shown. RFC 2307 §3 */
import { urn } from '../../scim/urn.ts'
import type { KindPreset } from './kind-preset.ts'

const posix = (name: string) => `${urn.posixUser}:${name}`

/** uidNumber and gidNumber are the operator's to say (createAttributes): nobody else knows the ranges. */
export const posixPreset: KindPreset = {
  objectClass: 'posixAccount',
  createClasses: ['inetOrgPerson', 'posixAccount'],
  createAttributes: { homeDirectory: '/home/{userName}', loginShell: '/bin/bash' },
  attributes: {
    [posix('uidNumber')]: { attribute: 'uidNumber', access: 'readOnly' },
    [posix('gidNumber')]: { attribute: 'gidNumber', access: 'readOnly' },
    [posix('homeDirectory')]: { attribute: 'homeDirectory', access: 'readOnly' },
    [posix('loginShell')]: { attribute: 'loginShell', access: 'readOnly' },
    [posix('gecos')]: 'gecos',
  },
}
