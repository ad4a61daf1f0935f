/** acceptValue: untrusted JSON becomes the value of an attribute. RFC 7643 §2.3, §2.4, §2.5 */
import type { ScimError } from '../error.ts'
import { invalidValue } from '../error.ts'
import type { Attribute } from '../schema/attribute.ts'
import { acceptSimple } from './accept-simple.ts'
import { type Element, elementKeys, united } from './element-identity.ts'
import { isJsonObject } from './json-object.ts'
import type { ComplexValue, Value } from './resource.ts'

type AcceptElement = (json: unknown) => Element | undefined

/**
 * The value, with names in canonical case, without readOnly and unknown sub-attributes; undefined: unassigned.
 * Elements of a list with the same `value` and `type` become one, as if they were added one after the other: the first,
 * with what the later ones say beyond it or otherwise. `path` is what errors call the attribute.
 * Throws 400 invalidValue.
 */
export const acceptValue = (attribute: Attribute, json: unknown, path: string): Value | undefined =>
  attribute.multiValued ? acceptList(attribute, json, path) : elementAcceptor(attribute, path)(json)

/** 400: one attribute under two spellings of its name. Which of them is meant nobody knows. */
export const givenTwice = (path: string): ScimError => invalidValue(`${path} is given more than once`)

function acceptList(attribute: Attribute, json: unknown, path: string): Value | undefined {
  if (json === null) return undefined
  if (!Array.isArray(json)) throw invalidValue(`${path} takes an array`)
  const acceptElement = elementAcceptor(attribute, path)
  const keyOf = elementKeys(attribute)
  const elements = new Map<string, Element>()
  for (const item of json) {
    const element = acceptElement(item)
    if (element === undefined) continue
    const key = keyOf(element)
    const held = elements.get(key)
    elements.set(key, held === undefined ? element : united(attribute, held, element))
  }
  const list = [...elements.values()]
  if (list.filter(isPrimary).length > 1) throw invalidValue(`${path} has more than one primary value`)
  return list.length === 0 ? undefined : (list as Value)
}

/** RFC 7643 §2.4; elements of simple type have no primary. */
const isPrimary = (element: Element): boolean => typeof element === 'object' && element.primary === true

/** Prepared once for an attribute, used for each of its elements. */
const elementAcceptor = (attribute: Attribute, path: string): AcceptElement =>
  attribute.subAttributes === undefined
    ? (json) => acceptSimple(attribute, json, path)
    : complexAcceptor(attribute.subAttributes, path)

function complexAcceptor(subAttributes: readonly Attribute[], path: string): AcceptElement {
  const writable = new Map(
    subAttributes
      .filter(({ mutability }) => mutability !== 'readOnly')
      .map((subAttribute) => [subAttribute.name.toLowerCase(), { subAttribute, path: `${path}.${subAttribute.name}` }]),
  )
  return (json) => {
    if (json === null) return undefined
    if (!isJsonObject(json)) throw invalidValue(`${path} takes an object${Array.isArray(json) ? ', not an array' : ''}`)
    const accepted = new Map<string, Value>()
    for (const [name, part] of Object.entries(json)) {
      const known = writable.get(name.toLowerCase())
      if (known === undefined) continue
      const value = acceptValue(known.subAttribute, part, known.path)
      if (value === undefined) continue
      if (accepted.has(known.subAttribute.name)) throw givenTwice(known.path)
      accepted.set(known.subAttribute.name, value)
    }
    return accepted.size === 0 ? undefined : (Object.fromEntries(accepted) as ComplexValue)
  }
}
