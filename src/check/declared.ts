/** Declared names: the attribute types and object classes that a declaration speaks of, and the part that a schema knows. */
import type { Subschema } from '../directory/subschema.ts'
import type { MappingDeclaration, RuleDeclaration } from '../mapping/declaration/declaration.ts'
import { typesInExpression } from '../mapping/values/cel.ts'
import { parseTemplate, sourcesOf } from '../mapping/values/template.ts'
import type { Unknown } from './facts.ts'

export interface NamedType {
  /** Where in the declaration. */
  readonly path: string
  readonly type: string
}

export const typesOf = ({ attributes, rdn, createAttributes = {} }: MappingDeclaration): readonly NamedType[] => [
  ...[rdn].flat().map((type) => ({ path: 'rdn', type })),
  ...Object.keys(createAttributes).map((type) => ({ path: `createAttributes.${type}`, type })),
  ...Object.entries(attributes).flatMap(([key, row]) =>
    row === null ? [] : typesOfRow(row).map((type) => ({ path: `attributes.${key}`, type })),
  ),
]

const typesOfRow = (row: RuleDeclaration): readonly string[] => {
  if (typeof row === 'string') return [row]
  if ('attribute' in row) return [row.attribute]
  if ('reference' in row) return [row.reference, ...(row.unknown === undefined ? [] : [row.unknown])]
  if ('members' in row) return listed(row.members)
  if ('memberUrls' in row) return [row.memberUrls]
  if ('memberships' in row) return row.memberOf === undefined ? [] : [row.memberOf]
  if ('constant' in row) return []
  if ('attributes' in row) return row.attributes
  if ('template' in row) return sourcesOf(parseTemplate(row.template) ?? { pieces: [] })
  if ('bits' in row) return [row.bits]
  if ('present' in row) return [row.present]
  if ('absent' in row) return [row.absent]
  if ('expression' in row) return typesInExpression(row)
  if ('password' in row) return [row.password]
  if ('perClient' in row) return [row.perClient, ...Object.values(row.clients ?? {})]
  const {
    plain = [],
    structured,
    flag,
    lock,
  } = row as {
    plain?: readonly { readonly attribute: string }[]
    structured?: string
    flag?: string
    lock?: string
  }
  return [...plain.map(({ attribute }) => attribute), structured, flag, lock].filter((type) => type !== undefined)
}

const classesOf = (declaration: MappingDeclaration): Unknown['classes'] =>
  (['objectClass', 'createClasses', 'auxiliaryClasses'] as const).flatMap((path) =>
    listed(declaration[path]).map((name) => ({ path, name })),
  )

/** The classes of which an entry must have one. */
export const entryClassesOf = ({ objectClass }: MappingDeclaration): readonly string[] => listed(objectClass)

const listed = (names: string | readonly string[]): readonly string[] => (typeof names === 'string' ? [names] : names)

export const unknownIn = (declaration: MappingDeclaration, subschema: Subschema): Unknown => ({
  types: typesOf(declaration).filter(({ type }) => subschema.attributeType(type) === undefined),
  classes: classesOf(declaration).filter(({ name }) => subschema.objectClass(name) === undefined),
})

/**
 * The declaration without the rows and AUXILIARY classes that the schema does not know: what can be looked at all the
 * same. A class that is not known may have allowed anything.
 */
export const knownPart = (declaration: MappingDeclaration, subschema: Subschema): MappingDeclaration => ({
  ...declaration,
  ...(declaration.createAttributes && {
    createAttributes: Object.fromEntries(
      Object.entries(declaration.createAttributes).filter(([type]) => subschema.attributeType(type) !== undefined),
    ),
  }),
  auxiliaryClasses: declaration.auxiliaryClasses
    .map((name) => (subschema.objectClass(name) === undefined ? 'extensibleObject' : name))
    .filter((name) => subschema.objectClass(name) !== undefined),
  attributes: Object.fromEntries(
    Object.entries(declaration.attributes).filter(
      ([, row]) => row === null || typesOfRow(row).every((type) => subschema.attributeType(type) !== undefined),
    ),
  ),
})
