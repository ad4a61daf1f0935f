/**
 * Bits rule: true or false by one bit of an integer that others share, such as Active Directory's userAccountControl. The
 * bit is set or cleared, never toggled, and all others stay as they are.
 */
import { hasBits, withBits } from '../../ldap/bits.ts'
import { type AttributeValues, textOf } from '../../ldap/entry.ts'
import { allBits, always } from '../../ldap/filter.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { columnOf, type RowContext } from '../compile/compile-column.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { everything, exactly, negationOf, nothing, type Pushdown } from '../pushdown.ts'
import { type Column, hasSyntax } from '../values/column.ts'
import { readOnlyRule } from './access.ts'

export type BitsRow = Extract<RuleDeclaration, { bits: unknown }>

export const compileBits = (path: ResolvedPath, row: BitsRow, context: RowContext): Rule | undefined => {
  const column = columnOf(row.bits, context, row.access === 'readOnly' ? 'read' : 'write')
  if (column === undefined) return undefined
  const { description } = column
  if (!hasSyntax(description, 'integer') || !description.singleValue) {
    context.report(`${row.bits} does not hold one whole number`)
    return undefined
  }
  const { mask, whenSet, others = 0 } = row
  const rule = bitsRule(path, column, { mask, whenSet, others })
  return row.access === 'readOnly' ? readOnlyRule(rule) : rule
}

interface Bits {
  readonly mask: number
  /** What SCIM shows where the bit is set; the opposite where it is not, or where there is no number. */
  readonly whenSet: boolean
  /** The other bits of a new entry. */
  readonly others: number
}

/** The old number is taken away and the new one added: where somebody else has changed another bit meanwhile, that is refused (16). */
const bitsRule = (path: ResolvedPath, { type, description }: Column, bits: Bits): Rule => ({
  path,
  types: [type],
  isAlone: true,
  isTotal: true,
  decode: ({ attributes }) => isSet(attributes, type, bits) === bits.whenSet,
  encode: (value, { stored }) => {
    const wanted = typeof value === 'boolean' ? value === bits.whenSet : false
    const before = textOf(stored, type)
    if (before === undefined) {
      const isNew = stored.size === 0
      return wanted || isNew ? [[type, [withBits(String(bits.others), bits.mask, wanted)]]] : []
    }
    return [[type, [isSet(stored, type, bits) === wanted ? before : withBits(before, bits.mask, wanted)]]]
  },
  content: ({ attributes }) => [[path.attribute.name, [String(isSet(attributes, type, bits) === bits.whenSet)]]],
  pushdown: (leaf) => (description.noUserModification ? everything : push(leaf, type, bits)),
})

const isSet = (attributes: AttributeValues, type: string, { mask }: Bits): boolean =>
  hasBits(textOf(attributes, type) ?? '', mask)

const push = (leaf: Leaf, type: string, { mask, whenSet }: Bits): Pushdown => {
  if (leaf.kind === 'present') return exactly(always)
  if (leaf.kind === 'element') return everything
  if (leaf.value === null) return leaf.operator === 'eq' ? nothing : exactly(always)
  const set = exactly(allBits(type, mask))
  return (leaf.value === whenSet) === (leaf.operator === 'eq') ? set : negationOf(set)
}
