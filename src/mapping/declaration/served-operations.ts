/** Served operations: what an operator lets clients do with a resource type, and what follows for its schema. RFC 7643 §7 */
import type { Attribute, Mutability } from '../../scim/schema/attribute.ts'
import { type OperationName, offers, offersWriting, operationNames } from '../../scim/schema/resource-type.ts'
import type { Schema } from '../../scim/schema/schema.ts'
import type { MappingDeclaration, RuleDeclaration } from './declaration.ts'
import { allowsEmpty, membershipKey } from './empty-groups.ts'

export const withheldBy = ({ operations = {} }: Pick<MappingDeclaration, 'operations'>): readonly OperationName[] =>
  operationNames.filter((name) => operations[name] === false)

/** Of a type that nobody writes nothing is shown of what can only be written. */
export const withoutUseless = (declaration: MappingDeclaration): MappingDeclaration => {
  if (offersWriting({ withheld: withheldBy(declaration) })) return declaration
  const rows = Object.entries(declaration.attributes).filter(([, row]) => row === null || !isWriteOnly(row))
  return { ...declaration, attributes: Object.fromEntries(rows) }
}

const isWriteOnly = (row: RuleDeclaration): boolean =>
  typeof row === 'object' && ('password' in row || ('access' in row && row.access === 'writeOnly'))

/** What no operation could write is readOnly, and what only a POST can is immutable. */
export const servedSchema = (schema: Schema, withheld: readonly OperationName[]): Schema => {
  if (withheld.length === 0) return schema
  const isChanged = (['replace', 'patch'] as const).some((operation) => offers({ withheld }, operation))
  if (isChanged) return schema
  const least = offers({ withheld }, 'create') ? 'immutable' : 'readOnly'
  return { ...schema, attributes: schema.attributes.map((attribute) => served(attribute, least)) }
}

const served = (attribute: Attribute, least: Mutability): Attribute => ({
  ...attribute,
  mutability: isKept(attribute, least) ? attribute.mutability : least,
  ...(attribute.subAttributes && { subAttributes: attribute.subAttributes.map((part) => served(part, least)) }),
})

/** A password of a new user is written, and never shown: immutable would say that it is. */
const isKept = ({ mutability }: Attribute, least: Mutability): boolean =>
  mutability === 'readOnly' || (least === 'immutable' && mutability === 'writeOnly')

export interface OperationMisfit {
  readonly path: readonly string[]
  readonly message: string
}

/** What can be seen of it without a server. */
export const operationMisfits = (declaration: MappingDeclaration): readonly OperationMisfit[] => {
  const withheld = withheldBy(declaration)
  if (withheld.length === operationNames.length) {
    return [{ path: ['operations'], message: 'nothing is left to be done: leave the resource type out' }]
  }
  const key = membershipKey(declaration)
  const row = key === undefined ? undefined : declaration.attributes[key]
  const isFixed = typeof row === 'object' && row !== null && 'access' in row && row.access === 'readOnly'
  if (key === undefined || !isFixed || !offers({ withheld }, 'create') || allowsEmpty(declaration)) return []
  return [
    {
      path: ['attributes', key],
      message:
        'is readOnly, so that new ones would be empty, and these are refused: say operations.create: false, or emptyGroups',
    },
  ]
}
