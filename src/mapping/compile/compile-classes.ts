/** compileClasses, compileNaming: object classes, places and the RDN of a declaration, checked against the server's subschema. */
import type { ObjectClassDescription, Subschema } from '../../directory/subschema.ts'
import { isDn } from '../../ldap/dn.ts'
import { offers, type ResourceType } from '../../scim/schema/resource-type.ts'
import type { MappingDeclaration } from '../declaration/declaration.ts'
import { type Rule, writtenBy } from '../mapping.ts'
import { placeProblems } from '../places.ts'
import { typesOf } from './class-types.ts'

/** What the parts of a compilation share. */
export interface Compiler {
  readonly declaration: MappingDeclaration
  readonly resourceType: ResourceType
  readonly subschema: Subschema
  /** `path`: where in the declaration. */
  report(path: string, message: string): void
}

/** The AUXILIARY classes, each with the attribute types that only it brings: what new entries may have needs no class. */
export const compileClasses = (compiler: Compiler): readonly ObjectClassDescription[] => {
  const { declaration, report } = compiler
  find([declaration.objectClass].flat(), 'objectClass', compiler)
  const created = find(declaration.createClasses, 'createClasses', compiler)
  if (created.length === declaration.createClasses.length && !created.some(({ kind }) => kind === 'structural')) {
    report('createClasses', 'an entry needs a structural object class')
  }
  const auxiliary = find(declaration.auxiliaryClasses ?? [], 'auxiliaryClasses', compiler)
  for (const { kind, names } of auxiliary) {
    if (kind !== 'auxiliary') report('auxiliaryClasses', `${names[0]} is ${kind}: it cannot be added to an entry`)
  }
  const allowed = new Set(created.flatMap((description) => typesOf(description, compiler.subschema)))
  return auxiliary.map((description) => ({
    ...description,
    must: [],
    may: typesOf(description, compiler.subschema).filter((type) => !allowed.has(type)),
  }))
}

/** In lower case, the attribute types that a new entry can have; undefined: any, or a class is unknown. */
export const allowedTypes = ({ declaration, subschema }: Compiler): ReadonlySet<string> | undefined => {
  const names = [...declaration.createClasses, ...(declaration.auxiliaryClasses ?? [])]
  const classes = names.flatMap((name) => subschema.objectClass(name) ?? [])
  const isOpen = classes.some((each) => each.names.some((name) => name.toLowerCase() === 'extensibleobject'))
  if (isOpen || classes.length < names.length) return undefined
  return new Set(classes.flatMap((description) => typesOf(description, subschema)))
}

/** The attribute types of the RDN, under their first names. */
export const compileNaming = (
  { declaration, resourceType, subschema, report }: Compiler,
  rules: readonly Rule[],
): readonly string[] => {
  for (const { path, message } of placeProblems(declaration)) report(path.join('.'), message)
  if (declaration.createBase !== undefined && !isDn(declaration.createBase))
    report('createBase', 'expected a distinguished name')
  const types = [declaration.rdn].flat().map((name) => {
    const description = subschema.attributeType(name)
    if (description === undefined) report('rdn', `the directory's schema has no attribute type ${name}`)
    const type = description?.names[0] ?? name
    const isCreated = Object.keys(declaration.createAttributes ?? {}).some(
      (name) => subschema.attributeType(name)?.names[0] === type && declaration.createAttributes?.[name] !== null,
    )
    const isMapped =
      isCreated || rules.some((rule) => writtenBy(rule).some((mapped) => mapped.toLowerCase() === type.toLowerCase()))
    if (description !== undefined && !isMapped && offers(resourceType, 'create'))
      report('rdn', `no attribute is mapped to ${type}: a new entry would have no name`)
    return type
  })
  if (new Set(types.map((type) => type.toLowerCase())).size < types.length) report('rdn', 'the same type twice')
  return types
}

const find = (
  names: readonly string[],
  key: string,
  { subschema, report }: Compiler,
): readonly ObjectClassDescription[] =>
  names.flatMap((name) => {
    const found = subschema.objectClass(name)
    if (found === undefined) report(key, `the directory's schema has no object class ${name}`)
    return found ?? []
  })
