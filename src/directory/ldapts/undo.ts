/** undoOf: the step that takes another one back, as far as LDAP can. */
import { parentOf, rdnOf } from '../../ldap/dn.ts'
import type { AttributeValues, Entry } from '../../ldap/entry.ts'
import { hasNaming, inverse, overwritten } from '../../ldap/inverse.ts'
import { dnAfter, type Step } from './step.ts'

/** Types that must be read before the step, for its undoing; undefined: nothing needs to be. */
export const typesToUndo = (step: Step): readonly string[] | undefined => {
  switch (step.kind) {
    case 'add':
      return undefined
    case 'delete':
      return ['*']
    case 'rename':
      return step.newRdn.map(({ type }) => type)
    case 'modify': {
      const types = [...overwritten(step.modifications)]
      return types.length === 0 ? undefined : types
    }
  }
}

/**
 * What takes the step back, given the entry as `typesToUndo` asked for it. An entry that is added again is another one to
 * whoever knows it by its entryUUID, and lacks what the gateway may not read: deletions come last in a unit of work.
 * undefined: the entry was not there, so that the step fails.
 */
export const undoOf = (step: Step, before: Entry | undefined): Step | undefined => {
  const attributes: AttributeValues = before?.attributes ?? new Map()
  switch (step.kind) {
    case 'add':
      return { kind: 'delete', dn: step.dn }
    case 'delete':
      return before === undefined ? undefined : { kind: 'add', dn: before.dn, attributes }
    case 'rename': {
      const keepOldRdn = hasNaming(attributes, step.newRdn)
      const newSuperior = step.newSuperior === undefined ? undefined : parentOf(step.dn)
      const back = { kind: 'rename', dn: dnAfter(step), newRdn: rdnOf(step.dn), keepOldRdn } as const
      return newSuperior === undefined ? back : { ...back, newSuperior }
    }
    case 'modify':
      return { kind: 'modify', dn: step.dn, modifications: inverse(step.modifications, attributes) }
  }
}
