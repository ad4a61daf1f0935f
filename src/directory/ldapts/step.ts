/** Step: a write of one request; a change that renames and modifies is two. RFC 4511 §4.6 to §4.9 */
import { AddRequest, type Control, DeleteRequest, ModifyDNRequest, ModifyRequest } from 'ldapts'
import { dnAfterChange, keepsName, type Modification } from '../../ldap/change.ts'
import { type Dn, printRdn, type Rdn } from '../../ldap/dn.ts'
import type { AttributeValues } from '../../ldap/entry.ts'
import type { LdapFilter } from '../../ldap/filter.ts'
import { unreachable } from '../../text/unreachable.ts'
import type { DirectoryWrite } from '../directory.ts'
import { toAttributes, toChanges } from './convert.ts'
import { type LdapRequest, unsent } from './message.ts'

interface Guarded {
  readonly dn: Dn
  readonly assertion?: LdapFilter
}

export type Step =
  | (Guarded & { readonly kind: 'add'; readonly attributes: AttributeValues })
  | (Guarded & { readonly kind: 'modify'; readonly modifications: readonly Modification[] })
  | (Guarded & {
      readonly kind: 'rename'
      readonly newRdn: Rdn
      readonly newSuperior?: Dn
      readonly keepOldRdn?: boolean
    })
  | (Guarded & { readonly kind: 'delete' })

/** The steps of a write. The entry has its new name when its modifications come; the guard is on the first step. */
export const stepsOf = (write: DirectoryWrite): readonly Step[] => {
  if (write.kind !== 'change') return [write]

  const { dn, change, assertion } = write
  const guard = assertion === undefined ? {} : { assertion }
  const { newRdn, newSuperior, modifications } = change
  if (newRdn === undefined) return modifications.length === 0 ? [] : [{ kind: 'modify', dn, modifications, ...guard }]
  const move = newSuperior === undefined ? {} : { newSuperior, keepOldRdn: keepsName(dn, newRdn) }
  const rename: Step = { kind: 'rename', dn, newRdn, ...move, ...guard }
  if (modifications.length === 0) return [rename]
  return [rename, { kind: 'modify', dn: dnAfterChange(dn, change), modifications }]
}

/** The entry's DN when the step is done. */
export const dnAfter = (step: Step): Dn => (step.kind === 'rename' ? dnAfterChange(step.dn, step) : step.dn)

export const messageOf = (step: Step, controls: Control[]): LdapRequest => {
  const common = { ...unsent, dn: step.dn, controls }
  switch (step.kind) {
    case 'add':
      return new AddRequest({ ...common, attributes: toAttributes(step.attributes) })
    case 'modify':
      return new ModifyRequest({ ...common, changes: toChanges(step.modifications) })
    case 'rename':
      // The message itself, since ldapts' `modifyDN` cuts a new RDN that ends with an escaped backslash in two.
      return new ModifyDNRequest({
        ...common,
        newRdn: printRdn(step.newRdn),
        deleteOldRdn: step.keepOldRdn !== true,
        ...(step.newSuperior !== undefined && { newSuperior: step.newSuperior }),
      })
    case 'delete':
      return new DeleteRequest(common)
    default:
      return unreachable(step)
  }
}
