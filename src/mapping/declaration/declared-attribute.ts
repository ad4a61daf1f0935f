/** declaredAttribute: an attribute's characteristics as its row makes them, so that /Schemas is true. RFC 7643 §7 */
import type { Attribute } from '../../scim/schema/attribute.ts'
import type { RuleDeclaration } from './declaration.ts'

/** What cannot be written is readOnly, and what a client cannot see is never returned. */
export const declaredAttribute = (attribute: Attribute, row: RuleDeclaration | undefined): Attribute => {
  const access = accessOf(row)
  const known = withCanonicalValues(attribute, row)
  if (access === 'readOnly') return asReadOnly(known)
  return access === 'writeOnly' ? { ...known, mutability: 'writeOnly', returned: 'never' } : known
}

/** A complex attribute of which nothing can be written. */
export const declaredWhole = (attribute: Attribute): Attribute => {
  const { multiValued, subAttributes = [] } = attribute
  const isFixed = !multiValued && subAttributes.length > 0 && subAttributes.every(isReadOnly)
  return isFixed && !isReadOnly(attribute) ? asReadOnly(attribute) : attribute
}

const accessOf = (row: RuleDeclaration | undefined): 'readOnly' | 'writeOnly' | undefined => {
  if (typeof row !== 'object') return undefined
  if ('template' in row) return row.access === 'readWrite' ? undefined : 'readOnly'
  if ('memberUrls' in row || 'constant' in row || ('expression' in row && row.write === undefined)) return 'readOnly'
  if (('present' in row || 'absent' in row) && row.value === undefined) return 'readOnly'
  return 'access' in row ? row.access : undefined
}

/** No other value can be stored. RFC 7643 §2.1.1 */
const withCanonicalValues = (attribute: Attribute, row: RuleDeclaration | undefined): Attribute => {
  if (typeof row === 'object' && 'memberships' in row) {
    const found = withReferences(attribute, [row.memberships].flat())
    return row.nested === false ? withoutIndirect(found) : found
  }
  if (typeof row !== 'object' || !('values' in row) || attribute.type !== 'string') return attribute
  return { ...attribute, canonicalValues: [...new Set(Object.values(row.values).map(String))] }
}

/** Where an element may point. */
const withReferences = (attribute: Attribute, referenceTypes: readonly string[]): Attribute => ({
  ...attribute,
  ...(attribute.subAttributes && {
    subAttributes: attribute.subAttributes.map((part) => (part.name === '$ref' ? { ...part, referenceTypes } : part)),
  }),
})

/** Only what a resource names itself is told. */
const withoutIndirect = (attribute: Attribute): Attribute => ({
  ...attribute,
  ...(attribute.subAttributes && {
    subAttributes: attribute.subAttributes.map((part) =>
      part.canonicalValues === undefined
        ? part
        : { ...part, canonicalValues: part.canonicalValues.filter((value) => value !== 'indirect') },
    ),
  }),
})

const isReadOnly = ({ mutability }: Attribute): boolean => mutability === 'readOnly'

const asReadOnly = (attribute: Attribute): Attribute => ({ ...attribute, mutability: 'readOnly' })
