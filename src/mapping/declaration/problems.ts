/** declarationProblems: what is wrong with a declaration whatever the directory is like. */
import { isDn } from '../../ldap/dn.ts'
import { ScimError } from '../../scim/error.ts'
import { findDefinitions } from '../../scim/path/find.ts'
import { parseName } from '../../scim/path/name.ts'
import { parsePath } from '../../scim/path/path.ts'
import { type ResolvedPath, resolvePath } from '../../scim/path/resolve.ts'
import type { Attribute } from '../../scim/schema/attribute.ts'
import { commonAttributes, type ResourceType } from '../../scim/schema/resource-type.ts'
import { compileCreateIn } from '../compile/compile-create-in.ts'
import { activePlaceProblems, isActivePlace } from '../compile/compile-moving.ts'
import { basesOf, isWithin, placeProblems, placesOf } from '../places.ts'
import type { MappingDeclaration, RuleDeclaration } from './declaration.ts'
import { declaredResourceType } from './declared.ts'
import { sourceLists } from './default-sources.ts'
import { misfitOf } from './row-shape.ts'

export interface DeclarationProblem {
  /** In the declaration: `base`, or `attributes` and the path of a row. */
  readonly path: readonly (string | number)[]
  readonly message: string
  /** The path of a row is the mistake: no attribute has this name. */
  readonly isUnknown?: true
}

/** `compileMapping` would find them, too, once there is a directory, and without a place. */
export const declarationProblems = (
  declaration: MappingDeclaration,
  resourceType: ResourceType,
): readonly DeclarationProblem[] => {
  const declared = declaredResourceType(declaration, resourceType)
  const rows = Object.entries(declaration.attributes)
  return [
    ...placeProblems(declaration),
    ...createBaseProblems(declaration),
    ...baseProblem(['reservations'], declaration.reservations),
    ...compileCreateIn(declaration, declared).problems,
    ...baseProblem(['passwordState', 'defaultPolicy'], declaration.passwordState?.defaultPolicy),
    ...rows.flatMap(([key, row]) => (row === null ? goneProblem(key, resourceType) : rowProblem(key, row, declared))),
    ...rows.flatMap(([key, row]) =>
      isActivePlace(row) ? activePlaceProblems(declaration, row).map((message) => at(key, message)) : [],
    ),
    ...sameAttributes(rows, declared),
  ]
}

export const baseProblem = (
  path: DeclarationProblem['path'],
  base: string | undefined,
): readonly DeclarationProblem[] =>
  base === undefined || isDn(base)
    ? []
    : [{ path, message: 'expected a distinguished name, such as ou=people,dc=example,dc=com' }]

/** New entries would not exist for whoever has just made them. */
const createBaseProblems = (declaration: MappingDeclaration): readonly DeclarationProblem[] => {
  const { createBase } = declaration
  if (createBase === undefined || !isDn(createBase)) return baseProblem(['createBase'], createBase)
  if (!basesOf(declaration).every(isDn)) return []
  const reaches = placesOf(declaration).some((place) => isWithin(`cn=new,${createBase}`, place))
  return reaches ? [] : [{ path: ['createBase'], message: 'lies in none of the bases: new entries would not be found' }]
}

/** Whatever a row can be written for, as it is written. */
export const rowPaths = ({ schema, extensions }: ResourceType): readonly string[] => [
  ...pathsOf([...commonAttributes.filter(({ name }) => name === 'externalId'), ...schema.attributes], ''),
  ...extensions.flatMap((extension) => pathsOf(extension.schema.attributes, `${extension.schema.id}:`)),
]

const pathsOf = (attributes: readonly Attribute[], prefix: string): readonly string[] =>
  attributes.flatMap(({ name, subAttributes, multiValued }) => [
    `${prefix}${name}`,
    ...(multiValued ? [] : (subAttributes ?? []).map((part) => `${prefix}${name}.${part.name}`)),
  ])

const at = (key: string, message: string): DeclarationProblem => ({ path: ['attributes', key], message })

const nameless = (key: string, { name }: ResourceType): DeclarationProblem => ({
  ...at(key, `no attribute of ${name} has this name`),
  isUnknown: true,
})

const isKnown = (key: string, resourceType: ResourceType): boolean => {
  const name = parseName(key)
  return name !== undefined && findDefinitions(name, resourceType) !== undefined
}

const goneProblem = (key: string, resourceType: ResourceType): readonly DeclarationProblem[] =>
  isKnown(key, resourceType) ? [] : [nameless(key, resourceType)]

const rowProblem = (key: string, row: RuleDeclaration, resourceType: ResourceType): readonly DeclarationProblem[] => {
  if (parseName(key) !== undefined && !isKnown(key, resourceType)) return [nameless(key, resourceType)]
  const path = resolved(key, resourceType)
  if (typeof path === 'string') return [at(key, path)]
  const misfit = misfitOf(path, row)
  if (misfit !== undefined) return [at(key, misfit)]
  const sources = typeof row === 'object' && 'default' in row ? sourceLists(row.default).flat() : []
  return sources.flatMap((source) => {
    const found = resolved(source, resourceType)
    return typeof found === 'string' ? [{ path: ['attributes', key, 'default'], message: found }] : []
  })
}

/** What is wrong with it, in words. */
const resolved = (text: string, resourceType: ResourceType): ResolvedPath | string => {
  try {
    return resolvePath(parsePath(text), resourceType)
  } catch (cause) {
    if (!(cause instanceof ScimError)) throw cause
    return cause.message
  }
}

const sameAttributes = (
  rows: readonly (readonly [key: string, row: RuleDeclaration | null])[],
  resourceType: ResourceType,
): readonly DeclarationProblem[] => {
  const known = new Map<string, string>()
  return rows.flatMap(([key, row]) => {
    const path = row === null ? undefined : resolved(key, resourceType)
    if (path === undefined || typeof path === 'string') return []
    const name = JSON.stringify([path.extension?.id, path.attribute.name, path.subAttribute?.name, path.valueFilter])
    const before = known.get(name)
    known.set(name, before ?? key)
    return before === undefined ? [] : [at(key, `the same attribute as ${before}`)]
  })
}
