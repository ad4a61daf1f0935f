/** Group preset `groupOfMembers`: members in member, which may be absent. draft-howard-rfc2307bis-02 */
import type { GroupPreset } from './group-preset.ts'

export const groupOfMembersPreset: GroupPreset = {
  objectClass: 'groupOfMembers',
  createClasses: ['groupOfMembers'],
  emptyGroups: 'native',
  attributes: { members: { members: 'member', to: ['User', 'Group'] } },
}
