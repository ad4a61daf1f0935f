/** Group preset `posixGroup`: members in memberUid, by their uid and not by DN; none is needed. RFC 2307 §2.2, §3 */
import type { GroupPreset } from './group-preset.ts'

export const posixGroupPreset: GroupPreset = {
  objectClass: 'posixGroup',
  createClasses: ['posixGroup'],
  emptyGroups: 'native',
  attributes: { members: { members: 'memberUid', by: 'uid', to: ['User'] } },
}
