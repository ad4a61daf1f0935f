/** classTest: whether an entry is of an object class, by name or by inheritance. RFC 4512 §2.4, §3.3 */
import { type AttributeValue, type AttributeValues, valuesOf } from '../ldap/entry.ts'
import type { Subschema } from './subschema.ts'

/** `(objectClass=person)` matches every inetOrgPerson, whether the entry names its superclasses or not. */
export const classTest = (wanted: string, subschema: Subschema): ((attributes: AttributeValues) => boolean) => {
  const known = new Map<string, boolean>()
  const isKind = (name: string): boolean => {
    const before = known.get(name)
    if (before !== undefined) return before
    known.set(name, false)
    const description = subschema.objectClass(name)
    const names = [name, description?.oid ?? '', ...(description?.names ?? [])]
    const isWanted = names.some((each) => each.toLowerCase() === wanted.toLowerCase())
    const holds = isWanted || (description?.superiors ?? []).some(isKind)
    known.set(name, holds)
    return holds
  }
  let last: readonly AttributeValue[] | undefined
  let holds = false
  // Many entries have the very same list.
  return (attributes) => {
    const values = valuesOf(attributes, 'objectClass')
    if (values === last) return holds
    last = values
    holds = values.some((value) => typeof value === 'string' && isKind(value))
    return holds
  }
}
