/** Constant rule: what every resource of the type has alike, and no entry stores. */
import { always } from '../../ldap/filter.ts'
import { ScimError } from '../../scim/error.ts'
import { valueTest } from '../../scim/filter/value-test.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { acceptValue } from '../../scim/resource/accept-value.ts'
import type { SimpleValue } from '../../scim/resource/resource.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { RowContext } from '../compile/compile-column.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import { nameOf } from '../encode.ts'
import type { Leaf, Rule } from '../mapping.ts'
import { everything, exactly, nothing, type Pushdown } from '../pushdown.ts'

type ConstantRow = Extract<RuleDeclaration, { constant: unknown }>

export const compileConstant = (path: ResolvedPath, row: ConstantRow, context: RowContext): Rule | undefined => {
  try {
    const attribute: Attribute = { ...(path.subAttribute ?? path.attribute), mutability: 'readWrite' }
    const value = acceptValue(attribute, row.constant, nameOf(path))
    if (value !== undefined) return constantRule(path, value as SimpleValue)
    context.report(`${nameOf(path)} cannot be ${JSON.stringify(row.constant)}`)
  } catch (thrown) {
    if (!(thrown instanceof ScimError)) throw thrown
    context.report(thrown.message)
  }
  return undefined
}

const constantRule = (path: ResolvedPath, value: SimpleValue): Rule => ({
  path,
  types: [],
  isTotal: true,
  decode: () => value,
  encode: () => [],
  pushdown: (leaf) => push(leaf, path.subAttribute ?? path.attribute, value),
})

/** The same for every entry: known without asking. */
const push = (leaf: Leaf, attribute: Attribute, value: SimpleValue): Pushdown => {
  if (leaf.kind === 'element') return everything
  if (leaf.kind === 'present') return exactly(always)
  const isTrue = leaf.value === null ? leaf.operator === 'ne' : valueTest(attribute, leaf.operator, leaf.value)(value)
  return isTrue ? exactly(always) : nothing
}
