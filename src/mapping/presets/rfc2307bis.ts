/** Group preset `rfc2307bis`: groupOfMembers with AUXILIARY posixGroup: a gidNumber, and members by DN. draft-howard-rfc2307bis-02 */
import { urn } from '../../scim/urn.ts'
import { groupOfMembersPreset } from './group-of-members.ts'
import type { KindPreset } from './kind-preset.ts'

/** gidNumber is the operator's to say (createAttributes). A group without posixGroup is shown without a number. */
export const rfc2307bisPreset: KindPreset = {
  ...groupOfMembersPreset,
  createClasses: ['groupOfMembers', 'posixGroup'],
  attributes: {
    ...groupOfMembersPreset.attributes,
    [`${urn.posixGroup}:gidNumber`]: { attribute: 'gidNumber', access: 'readOnly' },
  },
}
