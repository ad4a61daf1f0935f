/** compileMapping: a declaration and the server's subschema to a Mapping, or everything that is wrong with it at once. */
import type { ObjectClassDescription, Subschema } from '../directory/subschema.ts'
import { type Dn, isDn } from '../ldap/dn.ts'
import { and, equal, or, present } from '../ldap/filter.ts'
import { ScimError } from '../scim/error.ts'
import { parsePath } from '../scim/path/path.ts'
import { type ResolvedPath, resolvePath } from '../scim/path/resolve.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import { compileRule } from './compile-rule.ts'
import type { MappingDeclaration, RuleDeclaration } from './declaration.ts'
import type { Mapping, Rule } from './mapping.ts'

export interface MappingProblem {
  /** Where in the declaration: `attributes.userName`. */
  readonly path: string
  readonly message: string
}

export class MappingError extends Error {
  readonly problems: readonly MappingProblem[]

  constructor(resourceType: string, problems: readonly MappingProblem[]) {
    super(`mapping of ${resourceType}: ${problems.map(({ path, message }) => `${path}: ${message}`).join('; ')}`)
    this.name = 'MappingError'
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
  const compiler = {
    resourceType,
    subschema,
    report: (path: string, message: string) => problems.push({ path, message }),
  }
  const rows = resolveRows(declaration, compiler)
  const rules = rows.flatMap(({ key, path, row }) => compileRow({ key, path, row }, compiler))
  const auxiliaryClasses = classes(declaration.auxiliaryClasses, 'auxiliaryClasses', compiler)
  checkDeclaration(declaration, compiler)
  requireRules(resourceType, rules, compiler)
  if (problems.length > 0) throw new MappingError(resourceType.name, problems)
  return {
    resourceType,
    rules,
    auxiliaryClasses,
    base: declaration.base as Dn,
    scope: declaration.scope ?? 'sub',
    entryFilter: entryFilter(declaration, rules),
    creation: {
      base: (declaration.createBase ?? declaration.base) as Dn,
      classes: declaration.createClasses,
      rdnType: declaration.rdn,
    },
    ...passwordOf(rows),
    defaults: rows.flatMap(({ path, row }) => defaultOf(path, row, resourceType)),
    displayRules: displayRules(rules),
    ...lockOf(rows),
    versionBy: rules.some(({ path }) => path.attribute.name === 'members') ? 'csn' : 'content',
    equalityOf: (type) => subschema.attributeType(type)?.equality,
  }
}

interface Row {
  readonly key: string
  readonly path: ResolvedPath
  readonly row: RuleDeclaration
}

export interface Compiler {
  readonly resourceType: ResourceType
  readonly subschema: Subschema
  report(path: string, message: string): void
}

const resolveRows = ({ attributes }: MappingDeclaration, { resourceType, report }: Compiler): readonly Row[] =>
  Object.entries(attributes).flatMap(([key, row]) => {
    if (row === null) return []
    try {
      return [{ key, row, path: resolvePath(parsePath(key), resourceType) }]
    } catch (cause) {
      if (!(cause instanceof ScimError)) throw cause
      report(`attributes.${key}`, cause.message)
      return []
    }
  })

const compileRow = (row: Row, compiler: Compiler): readonly Rule[] => {
  const report = (message: string) => compiler.report(`attributes.${row.key}`, message)
  const rule = compileRule(row.path, row.row, { subschema: compiler.subschema, report })
  return rule === undefined ? [] : [rule]
}

const classes = (names: readonly string[], key: string, { subschema, report }: Compiler): ObjectClassDescription[] =>
  names.flatMap((name) => {
    const found = subschema.objectClass(name)
    if (found === undefined) report(key, `the directory's schema has no object class ${name}`)
    return found === undefined ? [] : [found]
  })

const checkDeclaration = (declaration: MappingDeclaration, compiler: Compiler): void => {
  const { subschema, report } = compiler
  classes([declaration.objectClass].flat(), 'objectClass', compiler)
  classes(declaration.createClasses, 'createClasses', compiler)
  if (subschema.attributeType(declaration.rdn) === undefined) {
    report('rdn', `the directory's schema has no attribute type ${declaration.rdn}`)
  }
  for (const key of ['base', 'createBase'] as const) {
    if (declaration[key] !== undefined && !isDn(declaration[key])) report(key, 'expected a distinguished name')
  }
}

/** What RFC 7643 requires must have a home. */
const requireRules = ({ schema }: ResourceType, rules: readonly Rule[], { report }: Compiler): void => {
  const needed = schema.name === 'Group' ? ['displayName', 'members'] : ['userName']
  for (const name of needed) {
    if (!rules.some(({ path }) => path.attribute.name === name)) report('attributes', `${name} must be mapped`)
  }
}

/** An entry without a required attribute is outside: it could not be shown as a valid resource. */
const entryFilter = (declaration: MappingDeclaration, rules: readonly Rule[]) =>
  and(
    or(...[declaration.objectClass].flat().map((name) => equal('objectClass', name))),
    ...rules
      .filter(({ path }) => (path.subAttribute ?? path.attribute).required && path.extension === undefined)
      .map(({ types }) => or(...types.map(present))),
  )

const passwordOf = (rows: readonly Row[]): Pick<Mapping, 'password'> => {
  for (const { row } of rows) {
    if (typeof row === 'object' && 'password' in row) return { password: { type: row.password, by: row.by } }
  }
  return {}
}

const defaultOf = (path: ResolvedPath, row: RuleDeclaration, resourceType: ResourceType): Mapping['defaults'] => {
  if (typeof row !== 'object' || !('default' in row) || row.default === undefined) return []
  return [{ path, from: row.default.map((source) => resolvePath(parsePath(source), resourceType)) }]
}

const displayRules = (rules: readonly Rule[]): readonly Rule[] =>
  ['displayName', 'userName'].flatMap((name) =>
    rules.filter(({ path }) => path.attribute.name === name && path.extension === undefined),
  )

const lockOf = (rows: readonly Row[]): Pick<Mapping, 'lock'> => {
  for (const { row } of rows) {
    if (typeof row === 'object' && 'lock' in row && row.lock !== undefined) return { lock: row.lock }
  }
  return {}
}
