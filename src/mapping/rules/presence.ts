/** Presence rule: true where an attribute type has a value, whichever; or, of an absence, where it has none. */
import { valuesOf } from '../../ldap/entry.ts'
import { always, present } from '../../ldap/filter.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnOf, type RowContext } from '../compile/compile-column.ts'
import { canHold } from '../compile/syntax-fit.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { everything, exactly, negationOf, nothing, type Pushdown } from '../pushdown.ts'
import type { Column } from '../values/column.ts'
import { readOnlyRule } from './access.ts'

type PresenceRow = Extract<RuleDeclaration, { present: unknown } | { absent: unknown }>

/** Without a `value` to be stored for true it cannot be written. */
export const compilePresence = (path: ResolvedPath, row: PresenceRow, context: RowContext): Rule | undefined => {
  const { value, access } = row
  const [type, shown] = 'present' in row ? [row.present, true] : [row.absent, false]
  const isWritten = value !== undefined && access !== 'readOnly'
  const column = columnOf(type, context, isWritten ? 'write' : 'read')
  if (column === undefined) return undefined
  if (!isWritten) return readOnlyRule(presenceRule(path, column, { value: '', shown }))
  if (canHold(column.description, value)) return presenceRule(path, column, { value, shown })
  context.report(`${type} cannot hold ${JSON.stringify(value)}`)
  return undefined
}

interface Stored {
  readonly value: string
  /** What SCIM shows where there is a value. */
  readonly shown: boolean
}

/** What stands for no value takes all values away; the other leaves those that are there. */
const presenceRule = (path: ResolvedPath, column: Column, { value, shown }: Stored): Rule => {
  const { type } = column
  return {
    path,
    types: [type],
    isAlone: true,
    isTotal: true,
    decode: ({ attributes }) => valuesOf(attributes, type).length > 0 === shown,
    encode: (wanted, { stored }) => {
      if (wanted !== shown) return []
      const held = valuesOf(stored, type)
      return [[type, held.length > 0 ? held : [value]]]
    },
    pushdown: (leaf) => push(leaf, column, shown),
  }
}

const push = (leaf: Leaf, { type, description }: Column, shown: boolean): Pushdown => {
  if (leaf.kind === 'present') return exactly(always)
  if (leaf.kind === 'element' || description.noUserModification) return everything
  if (leaf.value === null) return leaf.operator === 'eq' ? nothing : exactly(always)
  const isThere = exactly(present(type))
  return (leaf.value === shown) === (leaf.operator === 'eq') ? isThere : negationOf(isThere)
}
