/** The table of PATCH cases, `patch.cases.json`: what each resource is before, and what becomes of it. RFC 7644 §3.5.2 */
import { readFileSync } from 'node:fs'
import type { PatchOperation } from '../../../src/scim/patch/operation.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'

interface Table {
  readonly resources: Readonly<Record<string, Before>>
  readonly cases: readonly PatchCase[]
}

export interface Before {
  readonly resourceType: 'User' | 'Group' | 'Device'
  readonly resource: Resource
}

export interface PatchCase {
  readonly name: string
  readonly section: string
  /** One of `resources`. */
  readonly before: string
  readonly operations: readonly PatchOperation[]
  /** What is other than before: the new value, or null where there is none. */
  readonly after?: Readonly<Record<string, unknown>>
  readonly error?: { readonly status: number; readonly scimType: string }
}

const table: Table = JSON.parse(readFileSync(new URL('patch.cases.json', import.meta.url), 'utf8'))

export const { cases } = table

export const beforeOf = ({ before }: PatchCase): Before => table.resources[before] as Before

/** What is to be there after the patch: the whole resource. */
export const afterOf = (each: PatchCase): Resource => {
  const resource = { ...beforeOf(each).resource, ...each.after }
  return Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== null)) as Resource
}
