/** Attributes and modifications of ours as those of ldapts. RFC 4511 §4.6, §4.7 */
import { Attribute, Change } from 'ldapts'
import type { Modification } from '../../ldap/change.ts'
import type { AttributeValue, AttributeValues } from '../../ldap/entry.ts'

export const toAttributes = (values: AttributeValues): Attribute[] =>
  [...values].filter(([, list]) => list.length > 0).map(([type, list]) => toAttribute(type, list))

export const toChanges = (modifications: readonly Modification[]): Change[] =>
  modifications.map(({ operation, type, values }) => new Change({ operation, modification: toAttribute(type, values) }))

/** ldapts' type wants texts or buffers; it writes whichever each value is. */
const toAttribute = (type: string, values: readonly AttributeValue[]): Attribute =>
  new Attribute({ type, values: values.map(toValue) as string[] | Buffer[] })

const toValue = (value: AttributeValue): string | Buffer =>
  typeof value === 'string' ? value : Buffer.from(value.buffer, value.byteOffset, value.byteLength)
