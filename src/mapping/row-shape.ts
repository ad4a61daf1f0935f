/** misfitOf: whether a kind of row can hold the attribute that it is written for. */
import type { ResolvedPath } from '../scim/path/resolve.ts'
import { findAttribute } from '../scim/schema/attribute.ts'
import type { RuleDeclaration } from './declaration.ts'

/** What was expected instead, or undefined where the row fits its path. */
export const misfitOf = (path: ResolvedPath, row: RuleDeclaration): string | undefined => {
  const { attribute, subAttribute, valueFilter } = path
  if (valueFilter !== undefined) return 'expected an attribute: a row cannot hold some elements of one'
  if (path.extension === undefined && own.has(attribute.name)) return `${attribute.name} is made by the gateway itself`
  if (subAttribute !== undefined && attribute.multiValued) {
    return `expected a row for ${attribute.name} as a whole, since it has many elements`
  }
  const isPassword = attribute.name === 'password' && path.extension === undefined
  if (isPassword !== isKind(row, 'password')) {
    return isPassword
      ? 'expected { password, by }: it is written and never read'
      : 'only the attribute password takes { password, by }'
  }
  return isPassword ? undefined : misfitOfKind(path, row)
}

const own: ReadonlySet<string> = new Set(['id', 'meta', 'schemas'])

const isKind = (row: RuleDeclaration, ...keys: readonly string[]): boolean =>
  typeof row === 'object' && keys.some((key) => key in row)

const misfitOfKind = (path: ResolvedPath, row: RuleDeclaration): string | undefined => {
  const attribute = path.subAttribute ?? path.attribute
  const { type, multiValued, name } = attribute
  const hasValue = findAttribute(attribute.subAttributes, 'value') !== undefined
  if (isKind(row, 'members')) return multiValued && hasValue ? undefined : `${name} is no list of references`
  if (isKind(row, 'memberships')) return name === 'groups' ? undefined : 'only groups takes { memberships }'
  if (isKind(row, 'reference')) return !multiValued && hasValue ? undefined : `${name} is no single reference`
  if (isKind(row, 'flag', 'lock')) return type === 'boolean' ? undefined : `${name} is neither true nor false`
  if (typeof row === 'string' || isKind(row, 'attribute')) {
    if (type !== 'complex' && !multiValued) return undefined
    return 'expected a list, a reference or one row for each sub-attribute'
  }
  if (type === 'complex' && multiValued) return undefined
  return 'expected an attribute type: this attribute is no list of elements'
}
