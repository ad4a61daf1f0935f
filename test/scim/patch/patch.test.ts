import { describe, expect, it } from 'vitest'
import { ScimError } from '../../../src/scim/error.ts'
import { applyPatch } from '../../../src/scim/patch/apply.ts'
import { parsePatchRequest } from '../../../src/scim/patch/operation.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../../src/scim/schema/resource-type.ts'
import { urn } from '../../../src/scim/urn.ts'
import { deviceType, groupType, userType } from '../schema/sample-types.ts'
import { afterOf, type Before, beforeOf, cases, type PatchCase } from './cases.ts'

const types: Readonly<Record<Before['resourceType'], ResourceType>> = {
  User: userType,
  Group: groupType,
  Device: deviceType,
}

const patched = (each: PatchCase): Resource | PatchCase['error'] => {
  const { resource, resourceType } = beforeOf(each)
  const body = { schemas: [urn.patchOp], Operations: each.operations }
  try {
    return applyPatch(resource, parsePatchRequest(body, { maxOperations: 10 }), types[resourceType])
  } catch (error) {
    if (!(error instanceof ScimError) || error.scimType === undefined) throw error
    return { status: error.status, scimType: error.scimType }
  }
}

describe.each([...new Set(cases.map(({ section }) => section))])('%s', (section) => {
  it.each(cases.filter((each) => each.section === section))('$before: $name', (each) => {
    const { resource } = beforeOf(each)
    const original = structuredClone(resource)

    const result = patched(each)

    expect(result).toEqual(each.error ?? afterOf(each))
    expect(resource).toEqual(original)
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
