import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { ScimError } from '../../../src/scim/error.ts'
import { applyPatch } from '../../../src/scim/patch/apply.ts'
import type { PatchOperation } from '../../../src/scim/patch/operation.ts'
import { parsePatchRequest } from '../../../src/scim/patch/operation.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../../src/scim/schema/resource-type.ts'
import { urn } from '../../../src/scim/urn.ts'
import { deviceType, groupType, userType } from '../schema/sample-types.ts'

interface Table {
  readonly resources: Readonly<Record<string, { readonly resourceType: string; readonly resource: Resource }>>
  readonly cases: readonly Case[]
}

interface Case {
  readonly name: string
  readonly section: string
  /** One of `resources`. */
  readonly before: string
  readonly operations: readonly PatchOperation[]
  /** What is other than before: the new value, or null where there is none. */
  readonly after?: Readonly<Record<string, unknown>>
  readonly error?: { readonly status: number; readonly scimType: string }
}

const { resources, cases }: Table = JSON.parse(readFileSync(new URL('patch.cases.json', import.meta.url), 'utf8'))
const types: Readonly<Record<string, ResourceType>> = { User: userType, Group: groupType, Device: deviceType }

const patched = ({ before, operations }: Case): Resource | Case['error'] => {
  const { resource, resourceType } = resources[before] as Table['resources'][string]
  const body = { schemas: [urn.patchOp], Operations: operations }
  try {
    return applyPatch(resource, parsePatchRequest(body, { maxOperations: 10 }), types[resourceType] as ResourceType)
  } catch (error) {
    if (!(error instanceof ScimError) || error.scimType === undefined) throw error
    return { status: error.status, scimType: error.scimType }
  }
}

const expected = ({ before, after, error }: Case): unknown => {
  if (error !== undefined) return error
  const resource = { ...resources[before]?.resource, ...after }
  return Object.fromEntries(Object.entries(resource).filter(([, value]) => value !== null))
}

describe.each([...new Set(cases.map(({ section }) => section))])('%s', (section) => {
  it.each(cases.filter((each) => each.section === section))('$before: $name', (each) => {
    const original = structuredClone(resources[each.before]?.resource)

    const result = patched(each)

    expect(result).toEqual(expected(each))
    expect(resources[each.before]?.resource).toEqual(original)
  })
})

describe('the table', () => {
  it('has names that tell its cases apart, and an end for each', () => {
    const names = cases.map(({ section, before, name }) => `${section} ${before} ${name}`)

    expect(new Set(names).size).toBe(names.length)
    expect(cases.every(({ after, error }) => (after === undefined) !== (error === undefined))).toBe(true)
    expect(cases.length).toBeGreaterThanOrEqual(150)
  })
})
