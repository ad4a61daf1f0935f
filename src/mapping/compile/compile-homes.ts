/** compileHomes: whether entries can hold, all at once, what the rows would write. RFC 4512 §2.4, §2.5.1 */
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { RuleDeclaration } from '../declaration/declaration.ts'
import { isFormat, isStored } from '../declaration/single-value-shape.ts'
import { type Rule, writtenBy } from '../mapping.ts'
import { scimdapPreset } from '../presets/scimdap.ts'
import { allowsEverything, typesOf } from './class-types.ts'
import type { Compiler } from './compile-classes.ts'

export interface DeclaredRow {
  readonly key: string
  readonly path: ResolvedPath
  readonly row: RuleDeclaration
}

interface HomedRow extends DeclaredRow {
  /** Attribute types that a write of it may touch. */
  readonly types: readonly string[]
}

/** Rows that are only read may show whatever entries hold. */
export const compileHomes = (compiler: Compiler, rows: readonly DeclaredRow[], rules: readonly Rule[]): void => {
  const written = rows
    .filter(({ path: { attribute, subAttribute } }) => !isReadOnly(attribute) && !isReadOnly(subAttribute))
    .map((row): HomedRow => ({ ...row, types: typesOfRow(row, rules) }))
  checkClasses(compiler, written)
  for (const row of written) checkListHome(compiler, row)
  checkSharing(compiler, written)
}

const isReadOnly = (attribute: Attribute | undefined): boolean => attribute?.mutability === 'readOnly'

const typesOfRow = ({ path, row }: DeclaredRow, rules: readonly Rule[]): readonly string[] =>
  typeof row === 'object' && 'password' in row
    ? [row.password]
    : rules.filter((rule) => rule.path === path).flatMap(writtenBy)

/** Operational types need no class. Unknown classes are reported elsewhere, and may allow anything. */
const checkClasses = (compiler: Compiler, rows: readonly HomedRow[]): void => {
  const { declaration, subschema, report } = compiler
  const names = classNames(declaration)
  const classes = names.map((name) => subschema.objectClass(name))
  if (!classes.every((description) => description !== undefined)) return
  if (classes.some((description) => allowsEverything(description, subschema))) return
  const allowed = new Set(classes.flatMap((description) => typesOf(description, subschema)))
  const homeless = rows.flatMap(({ key, types }) =>
    types
      .filter((type) => subschema.attributeType(type)?.operational === false && !allowed.has(firstName(type, compiler)))
      .map((type) => ({ key, type })),
  )
  const ofPreset = classOfPreset(compiler)
  const forgotten = homeless.filter(({ type }) => ofPreset?.types.has(firstName(type, compiler)))
  if (ofPreset !== undefined && forgotten.length > 0) {
    const types = listed([...new Set(forgotten.map(({ type }) => type))])
    report(
      'auxiliaryClasses',
      `add ${ofPreset.name} to the list, which takes the place of the preset's: ${types} cannot be stored without it`,
    )
  }
  for (const { key, type } of homeless.filter((each) => !forgotten.includes(each))) {
    const none = names.length === 1 ? 'is not allowed by' : 'is allowed by none of'
    report(
      `attributes.${key}`,
      `${type} ${none} ${names.join(', ')}: add a class that allows it to createClasses or auxiliaryClasses`,
    )
  }
}

const classNames = ({ createClasses, objectClass, auxiliaryClasses }: Compiler['declaration']): readonly string[] => {
  const names = [...createClasses, ...[objectClass].flat(), ...(auxiliaryClasses ?? [])]
  return [...new Map(names.map((name) => [name.toLowerCase(), name])).values()]
}

const firstName = (type: string, { subschema }: Pick<Compiler, 'subschema'>): string =>
  (subschema.attributeType(type)?.names[0] ?? type).toLowerCase()

/** The class that whoever writes a list of his own most likely forgets. */
const classOfPreset = ({ resourceType, subschema }: Compiler) => {
  const preset = Object.entries(scimdapPreset).find(([name]) => name === resourceType.name)?.[1]
  const [name = ''] = preset?.auxiliaryClasses ?? []
  const description = subschema.objectClass(name)
  return description && { name, types: new Set(typesOf(description, subschema)) }
}

/** One element of a complex list is worth something; of simple values a second one would be refused. */
const checkListHome = ({ subschema, report }: Compiler, { key, path, row, types }: HomedRow): void => {
  const { multiValued, type: simpleType } = path.subAttribute ?? path.attribute
  const isList = (multiValued && simpleType !== 'complex') || (typeof row === 'object' && 'members' in row)
  const single = isList ? types.filter((type) => subschema.attributeType(type)?.singleValue) : []
  for (const type of single) {
    report(
      `attributes.${key}`,
      `${type} is SINGLE-VALUE: it holds one value, and this attribute is a list (PutGet would break)`,
    )
  }
}

/** Rows that share an attribute type must mean the same by its values. */
const checkSharing = ({ report }: Compiler, rows: readonly HomedRow[]): void => {
  const homes = rows.flatMap((row) => row.types.map((type) => ({ type, row, kind: kindOf(row, type) })))
  for (const [index, { type, row, kind }] of homes.entries()) {
    const before = homes
      .slice(0, index)
      .find((other) => other.row !== row && isSameType(other.type, type) && isContradiction(other, { row, kind }))
    if (before === undefined) continue
    report(
      `attributes.${row.key}`,
      `${type} is where ${before.row.key} is stored: the two would overwrite each other (PutGet would break); remove one of them (${before.row.key}: null) or choose another attribute type`,
    )
  }
}

const isSameType = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

type Kind = 'single' | 'values' | 'structured' | 'other'

/**
 * `other` may be shared: lists of elements show as much of a value as they can, references are found among others. Rows
 * of one value in a form of its own are `other` too, since no other row may write their type (`contested-types.ts`).
 */
const kindOf = ({ path, row }: HomedRow, type: string): Kind => {
  const { multiValued, type: simpleType } = path.subAttribute ?? path.attribute
  if (multiValued && simpleType !== 'complex') return 'values'
  if (typeof row === 'string') return 'single'
  if ('structured' in row && row.structured !== undefined && isSameType(row.structured, type)) return 'structured'
  const isCoded = 'values' in row || 'part' in row || isFormat(row) || isStored(row)
  return 'attribute' in row && !isCoded ? 'single' : 'other'
}

interface Sharer {
  readonly row: HomedRow
  readonly kind: Kind
}

/** Legal: two texts of one schema (`name.formatted` and `displayName` in cn), and one value beside a list of the same. */
const isContradiction = (a: Sharer, b: Sharer): boolean => {
  if (a.kind === 'other' || b.kind === 'other') return false
  if (a.kind === 'structured' || b.kind === 'structured') return true
  if (a.kind === 'values' && b.kind === 'values') return true
  if (simpleKind(a.row) !== simpleKind(b.row)) return true
  return a.kind === 'single' && b.kind === 'single' && a.row.path.extension?.id !== b.row.path.extension?.id
}

const simpleKind = ({ path }: HomedRow): string => {
  const { type } = path.subAttribute ?? path.attribute
  return type === 'reference' ? 'string' : type
}

const longestList = 4

const listed = (names: readonly string[]): string =>
  names.length <= longestList
    ? names.join(', ')
    : `${names.slice(0, longestList - 1).join(', ')} and ${names.length - longestList + 1} more`
