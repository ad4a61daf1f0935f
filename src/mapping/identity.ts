/** Identity: `id`, `meta` and `schemas`, which every resource has and no row of a mapping declares. */
import { type Entry, textOf } from '../ldap/entry.ts'
import { always, equal, present } from '../ldap/filter.ts'
import { fromGeneralizedTime } from '../ldap/generalized-time.ts'
import { evaluate } from '../scim/filter/evaluate.ts'
import type { Filter } from '../scim/filter/filter.ts'
import type { Resource, ResourceId } from '../scim/resource/resource.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import { prepare } from '../text/prepare.ts'
import type { Lookup } from './mapping.ts'
import { everything, exactly, negationOf, nothing, type Pushdown } from './pushdown.ts'
import { compareTime } from './values/column.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * Whether a text can be the id of an entry at all: entryUUID in lower case (RFC 4530). What other servers have in its
 * place is written as a UUID too (`directory/names/`).
 */
export const isResourceId = (text: string): text is ResourceId => uuid.test(text)

export const idOf = (entry: Entry): ResourceId => {
  const id = textOf(entry.attributes, 'entryUUID')
  if (id === undefined) throw new Error('the directory shows no entryUUID of an entry')
  return id.toLowerCase() as ResourceId
}

export const metaOf = (entry: Entry, resourceType: ResourceType, lookup: Lookup): Resource => {
  const created = timeOf(entry, 'createTimestamp')
  const lastModified = timeOf(entry, 'modifyTimestamp')
  return {
    resourceType: resourceType.name,
    ...(created === undefined ? {} : { created }),
    ...(lastModified === undefined ? {} : { lastModified }),
    location: lookup.locate(resourceType.name, idOf(entry)),
  }
}

const timeOf = (entry: Entry, type: string): string | undefined => {
  const time = textOf(entry.attributes, type)
  return time === undefined ? undefined : fromGeneralizedTime(time)
}

type Test = Extract<Filter, { kind: 'compare' | 'present' }>

/** undefined: the path is not one of these. */
export const pushIdentity = (
  test: Test | Extract<Filter, { kind: 'element' }>,
  resourceType: ResourceType,
): Pushdown | undefined => {
  const { attribute, subAttribute, extension } = test.path
  if (extension !== undefined) return undefined
  if (test.kind === 'element') return ['meta', 'schemas'].includes(attribute.name) ? everything : undefined
  if (attribute.name === 'id') return pushId(test)
  if (attribute.name === 'schemas') return everything
  if (attribute.name !== 'meta') return undefined
  if (subAttribute?.name === 'created') return pushTime(test, 'createTimestamp')
  if (subAttribute?.name === 'lastModified') return pushTime(test, 'modifyTimestamp')
  if (subAttribute?.name === 'resourceType') return pushResourceType(test, resourceType)
  return everything
}

const pushId = (test: Test): Pushdown => {
  if (test.kind === 'present') return exactly(present('entryUUID'))
  if (test.operator !== 'eq' && test.operator !== 'ne') return everything
  const id = prepare(String(test.value), { caseExact: true })
  const same = isResourceId(id) ? exactly(equal('entryUUID', id)) : nothing
  return test.operator === 'eq' ? same : negationOf(same)
}

const pushTime = (test: Test, type: string): Pushdown => {
  if (test.kind === 'present') return exactly(present(type))
  return test.value === null ? everything : compareTime(type, test.operator, String(test.value))
}

/** The same for every entry: known without asking. */
const pushResourceType = (test: Test, { name }: ResourceType): Pushdown =>
  evaluate(test, { meta: { resourceType: name } }) ? exactly(always) : nothing
