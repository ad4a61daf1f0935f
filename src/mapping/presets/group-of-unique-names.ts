/** Group preset `groupOfUniqueNames`: members in uniqueMember. RFC 4519 §3.6 */
import type { GroupPreset } from './group-preset.ts'

export const groupOfUniqueNamesPreset: GroupPreset = {
  objectClass: 'groupOfUniqueNames',
  createClasses: ['groupOfUniqueNames'],
  attributes: { members: { members: 'uniqueMember', to: ['User', 'Group'] } },
}
