/** compileCreateAttributes: what new entries get beside what the rows put there, checked against the server's subschema. */
import { ScimError } from '../../scim/error.ts'
import { parsePath } from '../../scim/path/path.ts'
import { type ResolvedPath, resolvePath } from '../../scim/path/resolve.ts'
import { nameOf } from '../encode.ts'
import { type Mapping, type NumberRange, type Rule, writtenBy } from '../mapping.ts'
import { parseTemplate, type Template } from '../values/template.ts'
import { allowedTypes, type Compiler } from './compile-classes.ts'
import { columnOf } from './compile-column.ts'
import { compileNumberRange, isNumberRow } from './compile-number-range.ts'
import { canHold } from './syntax-fit.ts'

export const compileCreateAttributes = (
  compiler: Compiler,
  rules: readonly Rule[],
): Pick<Mapping['creation'], 'attributes' | 'numbers'> => {
  const allowed = allowedTypes(compiler)
  const numbers: NumberRange[] = []
  const attributes = Object.entries(compiler.declaration.createAttributes ?? {}).flatMap(([name, row]) => {
    if (row === null) return []
    const report = (message: string) => compiler.report(`createAttributes.${name}`, message)
    const column = columnOf(name, { subschema: compiler.subschema, report })
    if (column === undefined) return []
    const { type, description, whole } = column
    const misfit = namingMisfit(type, row, compiler) ?? typeMisfit(type, compiler, rules)
    if (misfit !== undefined) report(misfit)
    else if (allowed?.has(type.toLowerCase().replace(/;.*/, '')) === false)
      report(`no object class of a new entry allows ${type}: name one in createClasses`)
    if (isNumberRow(row)) {
      const range = compileNumberRange(type, row, { subschema: compiler.subschema, report })
      if (range !== undefined) numbers.push(range)
      return []
    }
    const texts = [row].flat()
    const values = texts.flatMap((text) => templateOf(text, { compiler, report }) ?? [])
    if (whole && values.length > 1) report(`${type} has one value at most`)
    for (const text of texts) {
      if (!text.includes('{') && !canHold(description, text)) report(`${type} cannot hold ${JSON.stringify(text)}`)
    }
    return [{ type, description, values }]
  })
  return { attributes, numbers }
}

const typeMisfit = (type: string, { declaration, subschema }: Compiler, rules: readonly Rule[]): string | undefined => {
  const isSame = (other: string) =>
    (subschema.attributeType(other)?.names[0] ?? other).toLowerCase() === type.toLowerCase()
  if (isSame('objectClass')) return 'object classes are named in createClasses'
  const passwords = Object.values(declaration.attributes).flatMap((row) =>
    typeof row === 'object' && row !== null && 'password' in row ? [row.password] : [],
  )
  if (isSame('userPassword') || passwords.some(isSame)) return 'nobody is given a password that others know'
  const writer = rules.find((rule) => writtenBy(rule).some(isSame))
  return writer === undefined ? undefined : `${type} is written by ${nameOf(writer.path)}: make that readOnly`
}

type CreateRow = NonNullable<Compiler['declaration']['createAttributes']>[string]

/** A name has to be made of what every new resource has, and differs from one to the next. */
const namingMisfit = (type: string, row: CreateRow, compiler: Compiler): string | undefined => {
  const { declaration, subschema, resourceType } = compiler
  const naming = [declaration.rdn].flat().map((name) => subschema.attributeType(name)?.names[0] ?? name)
  if (!naming.some((name) => name.toLowerCase() === type.toLowerCase())) return undefined
  const isMade =
    typeof row === 'string' && (templateOf(row, { compiler, report: () => {} })?.pieces ?? []).some(isUnique)
  return isMade ? undefined : `${type} names new entries: it needs a row${uniqueHint(resourceType)}`
}

const isUnique = (piece: Template<ResolvedPath>['pieces'][number]): boolean =>
  typeof piece === 'object' && piece.source.attribute.required && piece.source.attribute.uniqueness !== 'none'

const uniqueHint = ({ schema }: Compiler['resourceType']): string => {
  const unique = schema.attributes.find(({ required, uniqueness }) => required && uniqueness !== 'none')
  return unique === undefined ? '' : `, or to be made of {${unique.name}}`
}

interface Place {
  readonly compiler: Pick<Compiler, 'resourceType'>
  report(message: string): void
}

export const templateOf = (text: string, place: Place): Template<ResolvedPath> | undefined => {
  const template = parseTemplate(text)
  if (template === undefined) {
    place.report(`${JSON.stringify(text)} has a brace without its partner, or nothing in between`)
    return undefined
  }
  const pieces = template.pieces.flatMap((piece): Template<ResolvedPath>['pieces'] => {
    if (typeof piece === 'string') return [piece]
    const source = sourceOf(piece.source, place)
    return source === undefined ? [] : [{ source }]
  })
  return { pieces }
}

/** A single value that is known before the entry is there, and that may be seen. */
const sourceOf = (name: string, { compiler, report }: Place): ResolvedPath | undefined => {
  try {
    const path = resolvePath(parsePath(name), compiler.resourceType)
    const { type, multiValued, mutability, returned } = path.subAttribute ?? path.attribute
    if (path.attribute.multiValued || multiValued || type === 'complex') report(`{${name}} is no single value`)
    else if (returned === 'never') report(`{${name}} is not to be seen`)
    else if (mutability === 'readOnly' || path.attribute.mutability === 'readOnly')
      report(`{${name}} is readOnly: no client sends it`)
    else return path
  } catch (thrown) {
    if (!(thrown instanceof ScimError)) throw thrown
    report(thrown.message)
  }
  return undefined
}
