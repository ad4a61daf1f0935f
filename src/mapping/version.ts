/** versionOf: the weak entity tag of a resource. RFC 7644 §3.14; why two parts: src/README.md, Decisions */
import { hash } from 'node:crypto'
import { type AttributeValue, type Entry, textOf } from '../ldap/entry.ts'
import { kept } from '../scim/kept-with.ts'
import { type ComplexValue, type Resource, type SimpleValue, valueAt } from '../scim/resource/resource.ts'
import { entityTag } from '../scim/resource/version.ts'
import type { Mapping, Rule } from './mapping.ts'

/** Moves with the password, which no rule reads. */
const passwordChange = 'pwdChangedTime'

/** Attribute types that must be read to make the tag. */
export const versionTypes = (mapping: Mapping): readonly string[] =>
  mapping.versionBy === 'csn' ? ['entryCSN'] : [...mapping.rules.flatMap(({ types }) => types), passwordChange]

/**
 * `W/"<csn or content>"`, with `.<derived>` behind it where the resource shows values of other entries: `If-Match`
 * compares the first part, `If-None-Match` the whole. `resource` is decoded from `entry`. The list of references that
 * makes the version a CSN is no part of it: it shows nothing but who is in it, and may be long.
 */
export const versionOf = (mapping: Mapping, entry: Entry, resource: Resource): string => {
  const derived = derivedValues(partsOf(mapping.rules).derived, resource)
  return entityTag(contentPart(mapping, entry), derived === undefined ? undefined : digest(JSON.stringify(derived)))
}

/** The tag of what is stored alone, which `If-Match` compares. */
export const contentVersionOf = (mapping: Mapping, entry: Entry): string => entityTag(contentPart(mapping, entry))

const contentPart = (mapping: Mapping, entry: Entry): string =>
  mapping.versionBy === 'csn' ? (textOf(entry.attributes, 'entryCSN') ?? '') : digest(contentOf(mapping, entry))

/** What is hashed of an entry, as far as the mapping alone decides. */
const partsOf = kept((rules: readonly Rule[]) => ({
  /** In lower case, each once. */
  types: [
    ...new Set(
      [...rules.flatMap(({ types, content }) => (content === undefined ? types : [])), passwordChange].map((type) =>
        type.toLowerCase(),
      ),
    ),
  ],
  selective: rules.filter(({ content }) => content !== undefined),
  derived: rules.filter(({ needs, isList }) => needs !== undefined && isList !== true),
}))

/** undefined: nothing of others is shown. */
const derivedValues = (derived: readonly Rule[], resource: Resource) => {
  let isShown = false
  const values = derived.map(({ path }) => {
    const value = valueAt(resource, path.attribute, path.extension)
    if (value === undefined) return null
    isShown = true
    return Array.isArray(value) ? value.map(without$ref).sort() : [without$ref(value as SimpleValue | ComplexValue)]
  })
  return isShown ? values : undefined
}

/** `$ref` changes with the public URL, not with the resource. */
const without$ref = (value: SimpleValue | ComplexValue): string =>
  JSON.stringify(typeof value === 'object' ? { ...value, $ref: undefined } : value)

/** Each type that has values, with their number before them: so no two entries with other values give the same list. */
const contentOf = ({ rules }: Mapping, entry: Entry): string => {
  const { types, selective } = partsOf(rules)
  const content: (string | number | null)[] = []
  for (const type of types) {
    const values = entry.attributes.get(type)
    if (values !== undefined && values.length > 0) add(content, type, values)
  }
  for (const rule of selective) {
    content.push(null)
    for (const [type, values] of rule.content?.(entry) ?? []) add(content, type, values)
  }
  return JSON.stringify(content)
}

/** In whatever order the directory gives them. */
const add = (content: (string | number | null)[], type: string, values: readonly AttributeValue[]): void => {
  content.push(type, values.length)
  const texts = values.map(valueText)
  if (texts.length > 1) texts.sort()
  for (const text of texts) content.push(text)
}

const valueText = (value: AttributeValue): string =>
  typeof value === 'string' ? value : `base64 ${Buffer.from(value).toString('base64')}`

const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22)
