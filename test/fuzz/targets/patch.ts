/** Patch: a PatchOp message in every dialect, and what it makes of resources. RFC 7644 §3.5.2 */
import fc from 'fast-check'
import { applyPatch } from '../../../src/scim/patch/apply.ts'
import { memberChanges } from '../../../src/scim/patch/member-changes.ts'
import { parsePatchRequest } from '../../../src/scim/patch/operation.ts'
import { urn } from '../../../src/scim/urn.ts'
import { dialects } from '../dialects.ts'
import { pathText } from '../filter-texts.ts'
import { habitualPatch } from '../habits.ts'
import { aroundJson } from '../json.ts'
import { sampleResources } from '../sample-resources.ts'
import { answer, isRefused, law, lawOfPlainData, target } from '../target.ts'
import { anyCase } from '../texts.ts'
import { typedPatch } from '../typed.ts'
import { anyType, pathName, someBody, someValue, types, words } from '../vocabulary.ts'

const op = anyCase(fc.constantFrom('add', 'replace', 'remove', 'add', 'replace', 'remove', 'move'))
const key = (name: string) => fc.constantFrom(name, name, name, name.toUpperCase())

const operation = fc
  .tuple(
    ...([key('op'), op, key('path'), fc.oneof(pathText, pathName, fc.constant(undefined), fc.constant(null))] as const),
    ...([key('value'), fc.oneof(someValue, someBody, fc.constant(undefined))] as const),
    fc.option(
      fc.tuple(fc.constantFrom('place', 'only', 'x', 'OP'), fc.constantFrom<unknown>(0, 7, -1, true, 'add', null)),
      { nil: undefined },
    ),
  )
  .map(([opKey, opValue, pathKey, path, valueKey, value, more]) =>
    Object.fromEntries([
      [opKey, opValue],
      ...(path === undefined ? [] : [[pathKey, path]]),
      ...(value === undefined ? [] : [[valueKey, value]]),
      ...(more ? [more] : []),
    ]),
  )

const message = fc
  .tuple(
    key('Operations'),
    fc.array(operation, { minLength: 1, maxLength: 4 }),
    fc.constantFrom<unknown>(
      [urn.patchOp],
      [urn.patchOp],
      [urn.patchOp.toUpperCase(), 'x'],
      [],
      urn.patchOp,
      undefined,
    ),
  )
  .map(([name, operations, schemas]) => ({ ...(schemas === undefined ? {} : { schemas }), [name]: operations }))

const limits = [{ maxOperations: 3 }, { maxOperations: 100, unmatched: 'create' as const }]

const messages = new Map(
  types.map((type) => {
    const typed = typedPatch(type)
    return [
      type,
      fc.oneof(
        { weight: 5, arbitrary: typed },
        { weight: 2, arbitrary: aroundJson(typed, words) },
        { weight: 1, arbitrary: aroundJson(message, words) },
        { weight: 1, arbitrary: habitualPatch },
      ),
    ] as const
  }),
)

const inputs = anyType.chain((resourceType) =>
  fc.tuple(
    messages.get(resourceType) as fc.Arbitrary<unknown>,
    fc.constant(resourceType),
    fc.constantFrom(...limits),
    fc.constantFrom(...dialects),
  ),
)

/** What a message makes of resources. */
export const patch = target({
  name: 'patch result',
  files: ['src/scim/patch'],
  isParser: false,
  inputs,
  check: ([body, resourceType, limit, dialect]) => {
    const before = JSON.stringify(body)
    const operations = answer(() => parsePatchRequest(dialect.patch(body, resourceType).body, limit))
    law(JSON.stringify(body) === before, 'the body is not changed')
    if (isRefused(operations)) return
    answer(() => memberChanges(operations, resourceType))
    for (const resource of sampleResources(resourceType)) {
      const kept = JSON.stringify(resource)
      const after = answer(() => applyPatch(resource, operations, resourceType))
      law(JSON.stringify(resource) === kept, 'the resource is not changed')
      if (!isRefused(after)) lawOfPlainData(after, 'storable')
    }
  },
})

/** Only reading it. */
export const patchRequest = target({
  name: 'patch request',
  files: ['src/scim/patch/operation.ts', 'src/tolerance/soften-patch.ts'],
  inputs,
  check: ([body, resourceType, limit, dialect]) => {
    answer(() => parsePatchRequest(body, limit))
    answer(() => parsePatchRequest(dialect.patch(body, resourceType).body, limit))
  },
})
