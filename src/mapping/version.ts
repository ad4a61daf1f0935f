/** versionOf: the weak entity tag of a resource. RFC 7644 §3.14; why two parts: src/README.md, Decisions */
import { hash } from 'node:crypto'
import { type AttributeValue, type Entry, textOf, valuesOf } from '../ldap/entry.ts'
import { type ComplexValue, type Resource, type SimpleValue, valueAt } from '../scim/resource/resource.ts'
import { entityTag } from '../scim/resource/version.ts'
import type { Encoded, Mapping, Rule } from './mapping.ts'

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
  const derived = derivedRules(mapping.rules).map((rule) => derivedValue(rule, resource))
  const isShown = derived.some((value) => value !== null)
  return entityTag(contentPart(mapping, entry), isShown ? digest(JSON.stringify(derived)) : undefined)
}

/** The tag of what is stored alone, which `If-Match` compares. */
export const contentVersionOf = (mapping: Mapping, entry: Entry): string => entityTag(contentPart(mapping, entry))

const contentPart = (mapping: Mapping, entry: Entry): string =>
  mapping.versionBy === 'csn' ? (textOf(entry.attributes, 'entryCSN') ?? '') : digest(contentOf(mapping, entry))

const derivedRules = (rules: readonly Rule[]): readonly Rule[] =>
  rules.filter(({ needs, isList }) => needs !== undefined && isList !== true)

const derivedValue = ({ path }: Rule, resource: Resource) => {
  const value = valueAt(resource, path.attribute, path.extension)
  return value === undefined
    ? null
    : [value]
        .flat()
        .map((each) => without$ref(each))
        .toSorted()
}

/** `$ref` changes with the public URL, not with the resource. */
const without$ref = (value: SimpleValue | ComplexValue): string =>
  JSON.stringify(typeof value === 'object' ? { ...value, $ref: undefined } : value)

const contentOf = (mapping: Mapping, entry: Entry): string =>
  JSON.stringify([
    ...mapping.rules.flatMap((rule) => rule.content?.(entry) ?? storedValues(rule, entry)).map(canonical),
    [passwordChange, textOf(entry.attributes, passwordChange) ?? ''],
  ])

const storedValues = ({ types }: Rule, entry: Entry): Encoded =>
  types.map((type) => [type, valuesOf(entry.attributes, type)] as const)

const canonical = ([type, values]: Encoded[number]): readonly string[] => [type, ...values.map(valueText).toSorted()]

const valueText = (value: AttributeValue): string =>
  typeof value === 'string' ? value : `base64 ${Buffer.from(value).toString('base64')}`

const digest = (text: string): string => hash('sha256', text, 'base64url').slice(0, 22)
