import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ScimError } from '../../../src/scim/error.ts'
import { applyPatch } from '../../../src/scim/patch/apply.ts'
import type { PatchOperation } from '../../../src/scim/patch/operation.ts'
import type { ComplexValue, Resource, Value } from '../../../src/scim/resource/resource.ts'
import { deviceType, groupType } from '../schema/sample-types.ts'
import { anyOperation, before, operations, types, writing } from './arbitrary-patch.ts'

const apply = (resource: Resource, patch: readonly PatchOperation[]) => applyPatch(resource, patch, types.user)

/** undefined: refused. */
const attempt = (resource: Resource, patch: readonly PatchOperation[]): Resource | undefined => {
  try {
    return apply(resource, patch)
  } catch (error) {
    if (error instanceof ScimError) return undefined
    throw error
  }
}

describe('RFC 7644 §3.5.2: every PATCH', () => {
  it('is done in order: a and then b is b on what a leaves', () => {
    fc.assert(
      fc.property(before, operations, operations, (resource, a, b) => {
        const first = attempt(resource, a)
        const second = first && attempt(first, b)
        fc.pre(second !== undefined)

        expect(attempt(resource, [...a, ...b])).toEqual(second)
      }),
      { numRuns: 300 },
    )
  })

  it('changes neither the resource nor the operations, done or refused', () => {
    fc.assert(
      fc.property(before, operations, (resource, patch) => {
        const copies = structuredClone([resource, patch])

        attempt(resource, patch)

        expect([resource, patch]).toEqual(copies)
      }),
    )
  })

  it('is refused as a whole where a later operation is', () => {
    fc.assert(
      fc.property(before, operations, (resource, patch) => {
        const copy = structuredClone(resource)

        expect(() => apply(resource, [...patch, { op: 'replace', path: 'id', value: 'another' }])).toThrow(ScimError)
        expect(resource).toEqual(copy)
      }),
    )
  })

  it('shares nothing that can change with what the client sent', () => {
    fc.assert(
      fc.property(before, operations, (resource, patch) => {
        const after = attempt(resource, patch)
        const copy = structuredClone(after)

        for (const { value } of patch) scribble(value)

        expect(after).toEqual(copy)
      }),
    )
  })

  it('leaves one primary value at most in each list, where there was one at most', () => {
    fc.assert(
      fc.property(before, operations, (resource, patch) => {
        const emails = (attempt(resource, patch)?.emails ?? []) as readonly ComplexValue[]

        expect(emails.filter(({ primary }) => primary === true).length).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('names in schemas what has values', () => {
    fc.assert(
      fc.property(before, operations, (resource, patch) => {
        const after = attempt(resource, patch)
        fc.pre(after !== undefined)
        const urns = Object.keys(after).filter((name) => name.startsWith('urn:'))

        expect(after.schemas).toEqual([types.user.schema.id, ...urns])
      }),
    )
  })

  it('is done or refused with a ScimError of status 400, whatever is sent', () => {
    fc.assert(
      fc.property(fc.constantFrom(types.user, groupType, deviceType), fc.array(anyOperation), (type, patch) => {
        try {
          applyPatch({ schemas: [type.schema.id], id: 'x' }, patch, type)
        } catch (error) {
          expect(error).toBeInstanceOf(ScimError)
          expect((error as ScimError).status).toBe(400)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('RFC 7644 §3.5.2.1, §3.5.2.3: one operation', () => {
  it('of any kind done twice is done once', () => {
    fc.assert(
      fc.property(before, writing, (resource, operation) => {
        const once = attempt(resource, [operation])
        fc.pre(once !== undefined)
        // A filter need not select any more what it selected before.
        const twice = attempt(once, [operation])
        fc.pre(twice !== undefined || !operation.path?.includes('['))

        expect(twice).toEqual(once)
      }),
      { numRuns: 300 },
    )
  })

  it('that adds what is there leaves the very resource', () => {
    fc.assert(
      fc.property(before, (resource) => {
        const { schemas: _, ...attributes } = resource

        expect(apply(resource, [{ op: 'add', value: structuredClone(attributes) }])).toBe(resource)
      }),
    )
  })

  it('that replaces by what is there changes nothing', () => {
    fc.assert(
      fc.property(before, (resource) => {
        expect(apply(resource, [{ op: 'replace', value: structuredClone(resource) }])).toEqual(resource)
      }),
    )
  })

  it('that removes leaves nothing to remove', () => {
    fc.assert(
      fc.property(before, fc.constantFrom('title', 'emails', 'name.givenName', 'emails.display'), (resource, path) => {
        const after = apply(resource, [{ op: 'remove', path }])

        expect(apply(after, [{ op: 'remove', path }])).toBe(after)
      }),
    )
  })
})

const scribble = (json: unknown): void => {
  if (typeof json !== 'object' || json === null) return
  for (const part of Object.values(json)) scribble(part)
  if (Array.isArray(json)) json.push('scribbled')
  else Object.assign(json as Record<string, Value>, { value: 'scribbled', display: 'scribbled' })
}
