/** AttributeLimits: the attributes of a resource type that a client may read and write, as an operator names them. */
import { ScimError } from '../../scim/error.ts'
import { parsePath } from '../../scim/path/path.ts'
import { findPath, type ResolvedPath, resolvePath, type WholeExtension } from '../../scim/path/resolve.ts'
import { placedName } from '../../scim/schema/placed-attribute.ts'
import type { OperationName, ResourceType } from '../../scim/schema/resource-type.ts'
import { nameOf } from '../encode.ts'
import type { MappingDeclaration } from './declaration.ts'
import type { DeclarationProblem } from './problems.ts'

/** As they are written. What is left out is not limited. */
export interface AttributeNames {
  readonly read?: readonly string[] | undefined
  readonly readExcept?: readonly string[] | undefined
  readonly write?: readonly string[] | undefined
  readonly writeExcept?: readonly string[] | undefined
}

export interface AttributeLimits {
  /** Of what one row stores: an attribute, or a sub-attribute where that has a row of its own. */
  reads(path: ResolvedPath): boolean
  writes(path: ResolvedPath): boolean
}

/** Nobody writes what nobody reads. Unknown names are none here: `attributeProblems` tells them. */
export const attributeLimits = (limits: AttributeNames, resourceType: ResourceType): AttributeLimits => {
  const reads = testOf({ only: limits.read, except: limits.readExcept }, resourceType)
  const writes = testOf({ only: limits.write, except: limits.writeExcept }, resourceType)
  return { reads, writes: (path) => reads(path) && writes(path) }
}

interface Names {
  readonly only: readonly string[] | undefined
  readonly except: readonly string[] | undefined
}

const testOf = ({ only, except }: Names, resourceType: ResourceType): AttributeLimits['reads'] => {
  const among = (names: readonly string[]) => {
    const found = names.flatMap((name) => findPath(name, resourceType) ?? [])
    return (path: ResolvedPath): boolean => found.some((each) => covers(each, path))
  }
  if (only !== undefined) return among(only)
  const isLeftOut = among(except ?? [])
  return (path) => !isLeftOut(path)
}

/** An extension stands for all its attributes, an attribute for all its sub-attributes. */
const covers = (named: ResolvedPath | WholeExtension, path: ResolvedPath): boolean => {
  if (named.extension?.id !== path.extension?.id) return false
  if (named.attribute === undefined) return true
  if (named.attribute.name !== path.attribute.name) return false
  const { subAttribute } = named
  return subAttribute === undefined || subAttribute.name === path.subAttribute?.name
}

interface Limited {
  readonly declaration: MappingDeclaration
  readonly resourceType: ResourceType
  readonly operations: readonly OperationName[]
  readonly setPassword: boolean
}

const lists = ['read', 'readExcept', 'write', 'writeExcept'] as const

export const attributeProblems = (limits: AttributeNames, limited: Limited): readonly DeclarationProblem[] => {
  const rows = rowPathsOf(limited)
  const wrong = [
    ...besideEachOther(limits),
    ...lists.flatMap((list) =>
      (limits[list] ?? []).flatMap((name, at) => {
        const message = misfitOf(name, rows, limited.resourceType)
        return message === undefined ? [] : [{ path: [list, at], message }]
      }),
    ),
  ]
  return wrong.length > 0 ? wrong : lacking(limits, limited, rows)
}

const besideEachOther = ({ read, readExcept, write, writeExcept }: AttributeNames): readonly DeclarationProblem[] => [
  ...(read === undefined || readExcept === undefined ? [] : [besides('readExcept', 'read')]),
  ...(write === undefined || writeExcept === undefined ? [] : [besides('writeExcept', 'write')]),
]

const besides = (list: string, other: string): DeclarationProblem => ({
  path: [list],
  message: `stands beside ${other}: only one of them is wanted`,
})

/** What is stored: passwords are nobody's to read, and go by `setPassword`. */
const rowPathsOf = ({ declaration, resourceType }: Limited): readonly ResolvedPath[] =>
  Object.entries(declaration.attributes).flatMap(([key, row]) => {
    if (row === null || (typeof row === 'object' && 'password' in row)) return []
    try {
      return [resolvePath(parsePath(key), resourceType)]
    } catch (thrown) {
      if (!(thrown instanceof ScimError)) throw thrown
      return []
    }
  })

const misfitOf = (name: string, rows: readonly ResolvedPath[], resourceType: ResourceType): string | undefined => {
  const found = findPath(name, resourceType)
  if (found === undefined)
    return `no attribute of ${resourceType.name} that is mapped has the name ${JSON.stringify(name)}`
  if (found.attribute?.name === 'password' && found.extension === undefined) return 'password goes by setPassword'
  if (rows.some((row) => covers(found, row))) return undefined
  if (found.attribute === undefined) return 'nothing of this extension is mapped'
  const { attribute, extension } = found
  if (['id', 'meta', 'schemas'].includes(attribute.name) && extension === undefined) {
    return `${attribute.name} is shown to everybody: leave it out`
  }
  return `is stored as a part of ${placedName({ attribute, extension })}: name that as a whole`
}

/** What a client cannot be without. */
const lacking = (
  limits: AttributeNames,
  { resourceType, operations, setPassword, declaration }: Limited,
  rows: readonly ResolvedPath[],
): readonly DeclarationProblem[] => {
  const { reads, writes } = attributeLimits(limits, resourceType)
  const ofReading = limits.read === undefined ? 'readExcept' : 'read'
  const ofWriting = limits.write === undefined ? 'writeExcept' : 'write'
  const hidden = rows.filter((row) => isRequired(row) && !reads(row))
  const fixed = rows.filter((row) => isRequired(row) && !writes(row))
  const named = (limits.write ?? []).flatMap((name) => findPath(name, resourceType) ?? [])
  const blind = rows.filter((row) => named.some((each) => covers(each, row)) && !reads(row))
  const at = (list: string, message: string): DeclarationProblem => ({ path: [list], message })
  return [
    ...hidden.map((row) =>
      at(ofReading, `${nameOf(row)} is required of every ${resourceType.name}: this client must read it`),
    ),
    ...blind.map((row) => at('write', `names ${nameOf(row)}, which this client may not read`)),
    ...(operations.includes('create') && hidden.length + blind.length === 0
      ? fixed.map((row) =>
          at(ofWriting, `${nameOf(row)} is required of every ${resourceType.name}: who may create must write it`),
        )
      : []),
    ...(setPassword && hasPassword(declaration) && rows.some((row) => isActive(row) && !reads(row))
      ? [at(ofReading, 'active must be read by who may set passwords: a new password must not let in who is locked')]
      : []),
  ]
}

/** What is supplied by the gateway itself is there without being asked for. */
const isRequired = ({ attribute, subAttribute }: ResolvedPath): boolean =>
  [attribute, subAttribute].every((each) => each === undefined || (each.required && each.supplied !== true))

const isActive = ({ attribute, extension }: ResolvedPath): boolean =>
  attribute.name === 'active' && extension === undefined

const hasPassword = ({ attributes }: MappingDeclaration): boolean =>
  Object.values(attributes).some((row) => row !== null && typeof row === 'object' && 'password' in row)
