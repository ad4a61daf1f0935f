/** compileValueMap: a row with `values` to its rule, if each value fits on both sides. */
import { normaliseValue } from '../../ldap/matching.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { valueKey } from '../../scim/resource/equality.ts'
import { columnFor, columnOf, type RowContext } from '../compile/compile-column.ts'
import { canHold } from '../compile/syntax-fit.ts'
import { isActive, type ValueMapRow } from '../declaration/single-value-shape.ts'
import type { Rule } from '../mapping.ts'
import { type Column, hasSyntax } from '../values/column.ts'
import { readOnlyRule } from './access.ts'
import { activeMapRule } from './active-map.ts'
import { type MappedValue, type ValueMap, valueMapRule } from './value-map.ts'

export const compileValueMap = (path: ResolvedPath, row: ValueMapRow, context: RowContext): Rule | undefined => {
  const column = mappedColumn(row, context)
  if (column === undefined) return undefined
  const values = mappedValues(path, row, column)
  const misfits = [...storedMisfits(column, values), ...writtenMisfits(path, row, { column, values })]
  for (const misfit of misfits) context.report(misfit)
  if (misfits.length > 0) return undefined
  const rule = ruleOf(path, row, { column, values })
  return row.access === 'readOnly' ? readOnlyRule(rule) : rule
}

const ruleOf = (path: ResolvedPath, { otherwise = true }: ValueMapRow, map: ValueMap): Rule =>
  isActive(path) ? activeMapRule(path, { ...map, otherwise }) : valueMapRule(path, map)

const mappedColumn = ({ attribute: type, access }: ValueMapRow, context: RowContext): Column | undefined => {
  const use = access === 'readOnly' ? 'read' : 'write'
  const known = context.subschema.attributeType(type)
  const isBoolean = known !== undefined && hasSyntax(known, 'boolean')
  const column = isBoolean ? columnOf(type, context, use) : columnFor('string', type, context, use)
  if (column === undefined || column.description.equality !== undefined) return column
  context.report(`${type} has no EQUALITY rule, so that its values cannot be told apart`)
  return undefined
}

const mappedValues = (path: ResolvedPath, { values, writes }: ValueMapRow, column: Column): readonly MappedValue[] => {
  const attribute = path.subAttribute ?? path.attribute
  const entries = Object.entries(values)
  return entries.map(([stored, shown]) => {
    const twins = entries.filter(([, other]) => valueKey(attribute, other) === valueKey(attribute, shown))
    const isNamed = writes?.some((name) => isOne(column, name, stored)) === true
    return { stored, shown, isWritten: twins.length === 1 || isNamed }
  })
}

const isOne = ({ description: { equality } }: Column, a: string, b: string): boolean =>
  normaliseValue(equality, a) === normaliseValue(equality, b)

const storedMisfits = (column: Column, values: readonly MappedValue[]): readonly string[] => [
  ...values
    .filter(({ stored }) => !canHold(column.description, stored))
    .map(({ stored }) => `${column.type} cannot hold ${JSON.stringify(stored)}`),
  ...values.flatMap(({ stored }, at) => {
    const twin = values.slice(0, at).find((other) => isOne(column, other.stored, stored))
    return twin === undefined ? [] : [`${twin.stored} and ${stored} are one value for ${column.type}`]
  }),
]

/** A write must know what to store. */
const writtenMisfits = (
  path: ResolvedPath,
  { access, writes = [] }: ValueMapRow,
  { column, values }: ValueMap,
): readonly string[] => {
  const strangers = writes.filter((name) => !values.some(({ stored }) => isOne(column, name, stored)))
  if (strangers.length > 0) return [`writes names ${strangers[0]}, which values does not`]
  if (access === 'readOnly') return []
  const attribute = path.subAttribute ?? path.attribute
  return [...Map.groupBy(values, ({ shown }) => valueKey(attribute, shown)).values()].flatMap((twins) => {
    if (twins.filter(({ isWritten }) => isWritten).length === 1) return []
    const [first] = twins
    const names = twins.map(({ stored }) => stored).join(' and ')
    return [`${names} all mean ${first?.shown}: name the one to be stored in writes: [${first?.stored}]`]
  })
}
