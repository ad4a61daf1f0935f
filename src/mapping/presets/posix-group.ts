/** Group preset `posixGroup`: members in memberUid, by their uid and not by DN; none is needed. RFC 2307 §2.2, §3 */
import { urn } from '../../scim/urn.ts'
import type { KindPreset } from './kind-preset.ts'

export const posixGroupPreset: KindPreset = {
  objectClass: 'posixGroup',
  createClasses: ['posixGroup'],
  emptyGroups: 'native',
  attributes: {
    members: { members: 'memberUid', by: 'uid', to: ['User'] },
    [`${urn.posixGroup}:gidNumber`]: { attribute: 'gidNumber', access: 'readOnly' },
  },
}
