/** Footprint: what a step of a bulk request looks at and what it changes, as keys to compare with other steps. */
import { unreachable } from '../../text/unreachable.ts'
import { valueKey } from '../resource/equality.ts'
import type { JsonObject } from '../resource/json-object.ts'
import { placedAttributes } from '../schema/placed-attribute.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { referenceTo } from './bulk-id.ts'
import type { BulkOperation, CreateOperation, PatchOperation } from './operation.ts'
import { mapOperation } from './references.ts'
import { mapParts } from './resource-parts.ts'
import type { BulkStep } from './step.ts'

/** Two steps whose writes meet the other's reads or writes keep their order. */
export interface Footprint {
  readonly reads: readonly string[]
  readonly writes: readonly string[]
}

/** The ids (and `bulkId:x`) of all resources that the steps change. */
export const targetsOf = (steps: readonly BulkStep[]): ReadonlySet<string> =>
  new Set(steps.flatMap(({ operation }) => targetOf(operation) ?? []))

export const footprintOf = (step: BulkStep, targets: ReadonlySet<string>): Footprint => {
  const { operation } = step
  const own = targetOf(operation)
  if (own === undefined) return { reads: [], writes: [] }
  const all = 'completedBy' in step ? [operation, ...(step.completedBy ?? [])] : [operation]
  const named = all.flatMap((each) => namedIn(each, targets)).map(resource)
  const names = namesOf(operation)
  return { reads: [everything, ...named, ...names.reads], writes: [resource(own), ...names.writes] }
}

const targetOf = (operation: BulkOperation): string | undefined => {
  if (operation.kind === 'refused') return undefined
  return operation.kind === 'create' ? referenceTo(operation.bulkId) : operation.id
}

/** Written by deletions alone: the groups of whom they delete, and which names become free, their text does not tell. */
const everything = 'everything'
const resource = (id: string): string => `resource ${id}`
const namesOfType = ({ name }: ResourceType): string => `names ${name}`

/** References and ids as values in the data, or in its PATCH paths. A link says nothing that its creation does not. */
const namedIn = (operation: BulkOperation, targets: ReadonlySet<string>): readonly string[] => {
  const found = new Set<string>()
  mapOperation(operation, (text) => {
    if (targets.has(text)) found.add(text)
    return undefined
  })
  return [...found]
}

/** Unique names: creations take them and get in each other's way by the same one; changes may free any. */
const namesOf = (operation: BulkOperation): Footprint => {
  switch (operation.kind) {
    case 'refused':
      return { reads: [], writes: [] }
    case 'create':
      return { reads: [namesOfType(operation.resourceType)], writes: takenBy(operation) }
    case 'replace':
      return { reads: [], writes: [namesOfType(operation.resourceType)] }
    case 'patch':
      return { reads: [], writes: mayRename(operation) ? [namesOfType(operation.resourceType)] : [] }
    case 'delete':
      return { reads: [], writes: [everything] }
    default:
      return unreachable(operation)
  }
}

const takenBy = ({ data, resourceType }: CreateOperation): readonly string[] => {
  const taken: string[] = []
  const collect = (value: unknown, { attribute, path }: Parameters<Parameters<typeof mapParts>[2]>[1]): unknown => {
    if (attribute.uniqueness !== 'none' && typeof value === 'string')
      taken.push(`name ${JSON.stringify([resourceType.name, path, valueKey(attribute, value)])}`)
    return value
  }
  mapParts(data, resourceType, collect)
  return taken
}

/** Rather too often than not: whether the name of a unique attribute stands anywhere in the message. */
const mayRename = ({ data, resourceType }: PatchOperation): boolean => {
  const text = JSON.stringify(data satisfies JsonObject).toLowerCase()
  return placedAttributes(resourceType)
    .filter(({ attribute: { uniqueness, mutability } }) => uniqueness !== 'none' && mutability !== 'readOnly')
    .some(({ attribute: { name } }) => text.includes(name.toLowerCase()))
}
