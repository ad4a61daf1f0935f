/** classTest: whether an entry is of an object class, by name or by inheritance. RFC 4512 §2.4, §3.3 */
import { type AttributeValues, textsOf } from '../ldap/entry.ts'
import type { Subschema } from './subschema.ts'

/** `(objectClass=person)` matches every inetOrgPerson, whether the entry names its superclasses or not. */
export const classTest = (wanted: string, subschema: Subschema): ((attributes: AttributeValues) => boolean) => {
  const known = new Map<string, boolean>()
  const isKind = (name: string): boolean => {
    const key = name.toLowerCase()
    const before = known.get(key)
    if (before !== undefined) return before
    known.set(key, false)
    const description = subschema.objectClass(name)
    const names = [name, description?.oid ?? '', ...(description?.names ?? [])]
    const isWanted = names.some((each) => each.toLowerCase() === wanted.toLowerCase())
    const holds = isWanted || (description?.superiors ?? []).some(isKind)
    known.set(key, holds)
    return holds
  }
  return (attributes) => textsOf(attributes, 'objectClass').some(isKind)
}
