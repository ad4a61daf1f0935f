/** AttributeProfile: what the values of one attribute type look like over a sample of entries. */
import type { AttributeTypeDescription, Subschema } from '../directory/subschema.ts'
import { isDn, normaliseDn, rdnOf } from '../ldap/dn.ts'
import { type AttributeValue, type Entry, textOf } from '../ldap/entry.ts'
import { honorifics } from './vocabulary.ts'
import { wordsOf } from './words.ts'

export interface AttributeProfile {
  /** As the schema spells it. */
  readonly name: string
  /** Every name of the type, and that with options where the values have some. */
  readonly names: readonly string[]
  readonly description: AttributeTypeDescription
  /** Part of the entries that have it, from 0 to 1. */
  readonly coverage: number
  /** Part of those that have several values. */
  readonly several: number
  /** Values that differ from each other, as part of all. */
  readonly distinct: number
  /** Part of the values with each look. */
  readonly looks: Readonly<Record<Look, number>>
  /** Different texts with how many entries have each, the most frequent first. */
  readonly texts: readonly (readonly [text: string, entries: number])[]
}

export type Look =
  | 'address'
  | 'phone'
  | 'honorific'
  | 'uri'
  | 'dn'
  | 'boolean'
  | 'integer'
  | 'language'
  | 'bytes'
  | 'text'

/** Of every attribute type that an entry of the sample has, by its key in lower case. */
export const profilesOf = (entries: readonly Entry[], subschema: Subschema): ReadonlyMap<string, AttributeProfile> => {
  const gathered = new Map<string, (readonly AttributeValue[])[]>()
  for (const { attributes } of entries) {
    for (const [key, values] of attributes) {
      const lists = gathered.get(key)
      if (lists === undefined) gathered.set(key, [values])
      else lists.push(values)
    }
  }
  const profiles = new Map<string, AttributeProfile>()
  for (const [key, lists] of gathered) {
    const description = subschema.attributeType(key)
    if (description !== undefined) profiles.set(key, profileOf(key, description, { lists, entries: entries.length }))
  }
  return profiles
}

interface Values {
  readonly lists: readonly (readonly AttributeValue[])[]
  readonly entries: number
}

const profileOf = (
  key: string,
  description: AttributeTypeDescription,
  { lists, entries }: Values,
): AttributeProfile => {
  const values = lists.flat()
  const counted = new Map<string, number>()
  for (const value of values) {
    if (typeof value === 'string') counted.set(value, (counted.get(value) ?? 0) + 1)
  }
  const option = key.includes(';') ? key.slice(key.indexOf(';')) : ''
  const [first = key] = description.names
  return {
    name: `${first}${option}`,
    names: description.names.map((name) => `${name}${option}`),
    description,
    coverage: lists.length / entries,
    several: lists.filter(({ length }) => length > 1).length / lists.length,
    distinct: values.length === 0 ? 0 : (counted.size || 1) / values.length,
    looks: looksOf(values, description),
    texts: [...counted].toSorted(([, a], [, b]) => b - a),
  }
}

const dnSyntax = '1.3.6.1.4.1.1466.115.121.1.12'

const looksOf = (
  values: readonly AttributeValue[],
  { syntax }: AttributeTypeDescription,
): AttributeProfile['looks'] => {
  const counted = {
    address: 0,
    phone: 0,
    honorific: 0,
    uri: 0,
    dn: 0,
    boolean: 0,
    integer: 0,
    language: 0,
    bytes: 0,
    text: 0,
  }
  for (const value of values) {
    counted[syntax === dnSyntax ? 'dn' : lookOf(value)]++
  }
  const total = Math.max(values.length, 1)
  return Object.fromEntries(Object.entries(counted).map(([look, count]) => [look, count / total])) as Record<
    Look,
    number
  >
}

/** The first look that fits: the narrow ones come first. */
const lookOf = (value: AttributeValue): Look => {
  if (typeof value !== 'string') return 'bytes'
  const text = value.trim()
  if (/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(text)) return 'address'
  if (/^[a-z][a-z\d+.-]*:\/\/\S+( .*)?$/i.test(text)) return 'uri'
  if (/^(?:true|false)$/i.test(text)) return 'boolean'
  if (/^-?\d+$/.test(text)) return 'integer'
  if (/^\+?[\d ()./-]{5,}$/.test(text) && /\d{3}/.test(text.replaceAll(/\D/g, ''))) return 'phone'
  if (isHonorific(text)) return 'honorific'
  if (/^[a-z]{2}(?:[-_][A-Z]{2})?$/.test(text)) return 'language'
  return 'text'
}

const isHonorific = (text: string): boolean => {
  const words = wordsOf(text)
  return words.length > 0 && words.every((word) => honorifics.has(word))
}

/** Part of the entries whose value has the surname in it, as that of a full name has. */
export const namesSurname = (type: string, entries: readonly Entry[]): number => {
  const pairs = entries.flatMap(({ dn, attributes }) => {
    const naming = isDn(dn)
      ? rdnOf(dn).find((each) => each.type.toLowerCase() === type.toLowerCase())?.value
      : undefined
    const value = naming ?? textOf(attributes, type)
    const surname = textOf(attributes, 'sn')?.trim().toLowerCase()
    return value === undefined || surname === undefined ? [] : [[value.toLowerCase(), surname] as const]
  })
  if (pairs.length === 0) return 0
  return pairs.filter(([value, surname]) => value.includes(surname) && value.trim() !== surname).length / pairs.length
}

/** Whether the DNs among the values are mostly some of these, which are normalised. */
export const namesOneOf = ({ texts, looks }: AttributeProfile, dns: ReadonlySet<string>): boolean => {
  if (looks.dn < 0.9 || texts.length === 0) return false
  const looked = texts.slice(0, 200)
  return looked.filter(([text]) => isDn(text) && dns.has(normaliseDn(text))).length > looked.length / 2
}
