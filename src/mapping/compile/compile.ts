/** compileMapping: a declaration and the server's subschema to a Mapping, or everything that is wrong with it at once. */
import type { Subschema } from '../../directory/subschema.ts'
import type { Dn } from '../../ldap/dn.ts'
import { always, and, equal, or, present } from '../../ldap/filter.ts'
import { ScimError } from '../../scim/error.ts'
import { parsePath } from '../../scim/path/path.ts'
import { type ResolvedPath, resolvePath } from '../../scim/path/resolve.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import type { MappingDeclaration } from '../declaration/declaration.ts'
import { sourceLists } from '../declaration/default-sources.ts'
import { compileEmptyGroups } from '../declaration/empty-groups.ts'
import type { Mapping, Rule } from '../mapping.ts'
import { mainBaseOf, placesOf } from '../places.ts'
import { joined } from '../rules/part.ts'
import { amongOptions } from '../values/attribute-options.ts'
import { type Compiler, compileClasses, compileNaming } from './compile-classes.ts'
import { compileCreateAttributes } from './compile-create-attributes.ts'
import { compileContainer } from './compile-create-in.ts'
import { compileHomes, type DeclaredRow } from './compile-homes.ts'
import { movingOf } from './compile-moving.ts'
import { compileRequired } from './compile-required.ts'
import { compileReservations } from './compile-reservations.ts'
import { compileRule } from './compile-rule.ts'
import { contestedTypes } from './contested-types.ts'
import { compileDeclaredFilter } from './declared-filter.ts'
import { requiredHomes } from './required-homes.ts'

export interface MappingProblem {
  /** Where in the declaration: `attributes.userName`. */
  readonly path: string
  readonly message: string
  /** Where that is written: `scimdap.yaml:12:7`. */
  readonly where?: string
}

export class MappingError extends Error {
  readonly problems: readonly MappingProblem[]

  readonly resourceType: string

  constructor(resourceType: string, problems: readonly MappingProblem[]) {
    const told = problems.map(
      ({ path, message, where }) => `${where === undefined ? '' : `${where}: `}${path}: ${message}`,
    )
    super(`mapping of ${resourceType}: ${told.join('; ')}`)
    this.name = 'MappingError'
    this.resourceType = resourceType
    this.problems = problems
  }
}

/** `resourceType` is the declared one (`declaredResourceType`). Throws MappingError. */
export const compileMapping = (
  declaration: MappingDeclaration,
  resourceType: ResourceType,
  subschema: Subschema,
): Mapping => {
  const problems: MappingProblem[] = []
  const report = (path: string, message: string) => problems.push({ path, message })
  const compiler: Compiler = { declaration, resourceType, subschema, report }
  const rows = resolveRows(compiler)
  const rules = compileEmptyGroups(compiler, compileRows(rows, compiler))
  const rdnTypes = compileNaming(compiler, rules)
  const createIn = compileContainer(compiler)
  const reservations = compileReservations(compiler, rules)
  const auxiliaryClasses = compileClasses(compiler)
  compileHomes(compiler, rows, rules)
  const created = compileCreateAttributes(compiler, rules)
  const defaults = rows.flatMap((row) => compileDefault(row, compiler))
  const declaredFilter = compileDeclaredFilter(compiler)
  const moving = movingOf(declaration)
  if (problems.length > 0) throw new MappingError(resourceType.name, problems)
  return {
    ...{ resourceType, rules, auxiliaryClasses, defaults },
    places: placesOf(declaration),
    entryFilter: and(entryFilter(compiler, rules), declaredFilter ?? always),
    ...(declaredFilter === undefined ? {} : { declaredFilter }),
    creation: {
      base: createIn?.otherwise ?? ((declaration.createBase ?? mainBaseOf(declaration)) as Dn),
      ...(createIn === undefined ? {} : { createIn }),
      classes: declaration.createClasses,
      rdnTypes,
      ...created,
    },
    ...(reservations === undefined ? {} : { reservations }),
    ...passwordOf(rows),
    displayRules: displayRules(rules),
    ...lockOf(rows, compiler),
    ...(moving === undefined ? {} : { moving }),
    versionBy: rules.some(({ isList }) => isList) && subschema.attributeType('entryCSN') ? 'csn' : 'content',
    equalityOf: (type) => subschema.attributeType(type)?.equality,
  }
}

type Row = DeclaredRow

const resolveRows = ({ declaration, resourceType, report }: Compiler): readonly Row[] => {
  const known = new Map<string, string>()
  return Object.entries(declaration.attributes).flatMap(([key, row]) => {
    const path = row === null ? undefined : resolve(`attributes.${key}`, key, { resourceType, report })
    if (row === null || path === undefined) return []
    const name = JSON.stringify([path.extension?.id, path.attribute.name, path.subAttribute?.name, path.valueFilter])
    const before = known.get(name)
    if (before !== undefined) report(`attributes.${key}`, `the same attribute as ${before}`)
    known.set(name, key)
    return before === undefined ? [{ key, row, path }] : []
  })
}

const resolve = (
  place: string,
  text: string,
  { resourceType, report }: Pick<Compiler, 'resourceType' | 'report'>,
): ResolvedPath | undefined => {
  try {
    return resolvePath(parsePath(text), resourceType)
  } catch (cause) {
    if (!(cause instanceof ScimError)) throw cause
    report(place, cause.message)
    return undefined
  }
}

const compileRows = (rows: readonly Row[], compiler: Compiler): readonly Rule[] => {
  const each = rows.flatMap(({ key, path, row }) => {
    const report = (message: string) => compiler.report(`attributes.${key}`, message)
    const rule = compileRule(path, row, { subschema: compiler.subschema, report, bar: barOf(compiler) })
    return rule === undefined ? [] : [{ key, rule }]
  })
  const compiled = amongOptions(joined(each, (key, message) => compiler.report(`attributes.${key}`, message)))
  const naming = [compiler.declaration.rdn]
    .flat()
    .flatMap((type) => compiler.subschema.attributeType(type)?.names[0] ?? [])
  for (const { key, message } of contestedTypes(compiled, naming)) compiler.report(`attributes.${key}`, message)
  compileRequired(compiler, compiled)
  return compiled.map(({ rule }) => rule)
}

/** A source whose row was taken out (`null`) has nothing to give. */
const compileDefault = ({ key, path, row }: Row, compiler: Compiler): Mapping['defaults'] => {
  if (typeof row !== 'object' || !('default' in row) || row.default === undefined) return []
  const { attributes } = compiler.declaration
  const from = sourceLists(row.default).map((sources) =>
    sources
      .filter((source) => attributes[source] !== null)
      .flatMap((source) => resolve(`attributes.${key}.default`, source, compiler) ?? []),
  )
  return [{ path, from }]
}

/** An entry without a required attribute is outside: it could not be shown as a valid resource. */
const entryFilter = ({ declaration, resourceType }: Compiler, rules: readonly Rule[]) =>
  and(
    or(...[declaration.objectClass].flat().map((name) => equal('objectClass', name))),
    ...requiredHomes(rules, resourceType).map(({ types }) => or(...types.map(present))),
  )

const passwordOf = (rows: readonly Row[]): Pick<Mapping, 'password'> => {
  for (const { row } of rows) {
    if (typeof row === 'object' && 'password' in row)
      return { password: { type: row.password, by: row.by, ...(row.as && { as: row.as }) } }
  }
  return {}
}

const displayRules = (rules: readonly Rule[]): readonly Rule[] =>
  rules.filter(({ path }) => path.attribute.name === 'displayName' && path.extension === undefined)

const lockOf = (rows: readonly Row[], compiler: Compiler): Pick<Mapping, 'lock'> => {
  for (const { row } of rows) {
    if (typeof row !== 'object' || !('lock' in row) || row.lock === undefined) continue
    const bar = barOf(compiler)
    const flag = 'flag' in row ? row.flag : undefined
    return { lock: { type: row.lock, ...(flag !== undefined && { flag }), ...(bar !== undefined && { bar }) } }
  }
  return {}
}

/** slapo-ppolicy has it since OpenLDAP 2.5. A password that goes with its lock in one modify needs none. */
const barOf = ({ declaration, subschema }: Compiler): string | undefined => {
  const rows = Object.values(declaration.attributes)
  const isNeeded = rows.some((row) => row !== null && typeof row === 'object' && 'by' in row && row.by === 'operation')
  const type = subschema.attributeType('pwdEndTime')
  return isNeeded && type !== undefined && !type.noUserModification ? type.names[0] : undefined
}
