/** randomBody: a valid body for PUT, every writable attribute kept, left out or given a new odd value. RFC 7644 §3.5.1 */
import type { Random } from '../../src/demo/random.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import { withValue } from '../../src/scim/resource/resource.ts'
import { type Attribute, mustBeStored } from '../../src/scim/schema/attribute.ts'
import { placedAttributes } from '../../src/scim/schema/placed-attribute.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { certificate } from './odd-entries.ts'
import { oddTexts, oddUri } from './odd-texts.ts'

export interface BodyOptions {
  readonly resourceType: ResourceType
  /** What GET gave. */
  readonly before: Resource
  /** Ids that may stand for managers and members. */
  readonly ids: readonly string[]
}

export const randomBody = (random: Random, { resourceType, before, ids }: BodyOptions): Resource => {
  let body = before
  for (const { attribute, extension } of placedAttributes(resourceType)) {
    const isFixed = attribute.mutability !== 'readWrite' || attribute.name === 'schemas'
    if (isFixed || random.below(3) > 0) continue
    const value = random.below(4) === 0 && isOmittable(attribute) ? undefined : valueFor(random, attribute, ids)
    body = withValue(body, attribute, extension, value as never)
  }
  const urns = [resourceType.schema.id, ...resourceType.extensions.map(({ schema }) => schema.id)]
  return { ...body, schemas: urns }
}

/** What is derived of other attributes (a required `name`) need not be sent. */
const isOmittable = ({ required, supplied, subAttributes }: Attribute): boolean =>
  !required || (supplied === true && subAttributes !== undefined)

const valueFor = (random: Random, attribute: Attribute, ids: readonly string[]): unknown => {
  if (attribute.name === 'members') return references(random, random.pick([1, 2, 8]), ids)
  if (attribute.name === 'manager') return references(random, 1, ids)[0]
  if (!attribute.multiValued) return one(random, attribute)
  if (attribute.subAttributes === undefined) {
    const texts = Array.from({ length: random.pick([1, 1, 2, 3]) }, () => one(random, { ...attribute, required: true }))
    return [...new Map(texts.map((text) => [String(text).toLowerCase(), text])).values()]
  }
  return Array.from({ length: random.pick([1, 1, 2, 3]) }, (_, at) => {
    const element = { ...(one(random, attribute) as Record<string, unknown>) }
    if (at > 0) delete element.primary
    return element
  })
}

const references = (random: Random, count: number, ids: readonly string[]) =>
  Array.from({ length: count }, () => ({ value: random.pick(ids) }))

const one = (random: Random, attribute: Attribute): unknown => {
  const { name, type, subAttributes, required, canonicalValues } = attribute
  if (subAttributes !== undefined) {
    const wanted = subAttributes.filter((sub) => mustBeStored(sub) || sub.name === 'value' || random.below(2) === 0)
    return Object.fromEntries(wanted.map((sub) => [sub.name, simple(random, sub, name)]))
  }
  // Of a value map: anything else is refused.
  if (canonicalValues !== undefined && random.below(8) > 0) return random.pick(canonicalValues)
  return simple(random, { name, type, required }, name)
}

const simple = (
  random: Random,
  { name, type, required }: Pick<Attribute, 'name' | 'type' | 'required'>,
  around: string,
) => {
  if (type === 'boolean') return random.below(2) === 0
  if (type === 'binary') return random.pick(['AAAA', 'AAA=', 'AAA', certificate.toString('base64')])
  if (type === 'reference') return random.pick([oddUri(random), 'data:image/jpeg;base64,/9j/4AAQSkZJRgD/2Q==', jpeg])
  if (name === 'type') return random.pick(['work', 'home', 'mobile', 'fax', 'pager', 'other', 'WORK', 'photo'])
  if (name === 'value' && around === 'emails') return random.pick([...mails, ...oddTexts])
  if (name === 'value' && around === 'phoneNumbers') return random.pick([...phones, ...oddTexts])
  const text = random.pick(oddTexts)
  return required ? text : random.pick([text, text, '', `${text} ${random.below(100)}`])
}

const jpeg = 'data:image/jpeg;base64,/9j/4AAQSkZJRjEy/9k='
const mails = ['ada@example.com', 'ADA@Example.com', ' x@y.z', 'ä@example.com']
const phones = ['+1 201 555', '+1201555', '+1-201-555', 'tel:+1;ext=5', '7=7', 'X 112', 'x 112']
