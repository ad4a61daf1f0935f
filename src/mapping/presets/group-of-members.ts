/** Group preset `groupOfMembers`: members in member, which may be absent. draft-howard-rfc2307bis-02 */
import type { KindPreset } from './kind-preset.ts'

export const groupOfMembersPreset: KindPreset = {
  objectClass: 'groupOfMembers',
  createClasses: ['groupOfMembers'],
  emptyGroups: 'native',
  attributes: { members: { members: 'member', to: ['User', 'Group'] } },
}
