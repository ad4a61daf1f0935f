/** canonicalType, selected: attribute descriptions as the server would spell them in an answer. RFC 4512 §2.5 */
import type { AttributeValues, Entry } from '../../ldap/entry.ts'
import type { Subschema } from '../subschema.ts'

/** `commonName;lang-de` as `cn;lang-de`, in lower case; a type that the schema does not have stays as it is. */
export const canonicalType = (description: string, subschema: Subschema): string => {
  const [type = '', ...options] = description.toLowerCase().split(';')
  const name = subschema.attributeType(type)?.names[0]?.toLowerCase() ?? type
  return [name, ...options].join(';')
}

export const canonicalAttributes = (attributes: AttributeValues, subschema: Subschema): AttributeValues =>
  new Map([...attributes].map(([type, values]) => [canonicalType(type, subschema), values]))

/** What a search for these types gives back of the entry; a type brings its options along. RFC 4511 §4.5.1.8 */
export const selected = (entry: Entry, types: readonly string[], subschema: Subschema): Entry => {
  if (types.some((type) => type === '*' || type === '+')) return entry
  const wanted = new Set(types.map((type) => canonicalType(type, subschema)))
  const isWanted = (key: string) => wanted.has(key) || wanted.has(key.split(';', 1)[0] ?? '')
  return { dn: entry.dn, attributes: new Map([...entry.attributes].filter(([key]) => isWanted(key))) }
}
