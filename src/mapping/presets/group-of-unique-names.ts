/** Group preset `groupOfUniqueNames`: members in uniqueMember. RFC 4519 §3.6 */
import type { KindPreset } from './kind-preset.ts'

export const groupOfUniqueNamesPreset: KindPreset = {
  objectClass: 'groupOfUniqueNames',
  createClasses: ['groupOfUniqueNames'],
  attributes: { members: { members: 'uniqueMember', to: ['User', 'Group'] } },
}
