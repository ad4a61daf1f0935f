/** Tolerance: the rewrites of what clients send, before the strict parser. docs/tolerances.md */
import fc from 'fast-check'
import { urn } from '../../../src/scim/urn.ts'
import { createDialect } from '../../../src/tolerance/dialect.ts'
import { userType } from '../../scim/schema/sample-types.ts'
import { dialectOptions } from '../dialects.ts'
import { filterText, pathText } from '../filter-texts.ts'
import { habitualBody, habitualFilter, habitualPatch } from '../habits.ts'
import { aroundJson } from '../json.ts'
import { answer, isRefused, law, target } from '../target.ts'
import { around } from '../texts.ts'
import { typedBody, typedPatch } from '../typed.ts'
import { poorUserType, someBody, someValue, types, words } from '../vocabulary.ts'

const query = around(
  fc
    .array(
      fc
        .tuple(fc.constantFrom('filter', 'count', 'attributes', 'x'), filterText)
        .map(([name, text]) => `${name}=${encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+')}`),
      { maxLength: 3 },
    )
    .map((each) => each.join('&')),
)

const asked = fc.record({
  op: fc.constantFrom('add', 'Replace', 'remove', 'Remove'),
  path: fc.oneof(pathText, fc.constant(undefined)),
  value: fc.oneof(someValue, someBody, fc.constant(undefined)),
})
const patchOp = fc.array(asked, { maxLength: 3 }).map((Operations) => ({ schemas: [urn.patchOp], Operations }))

const bodies = new Map([...types, poorUserType].map((type) => [type, typedBody(type)]))
const patches = new Map([...types, poorUserType].map((type) => [type, typedPatch(type)]))

const inputs = fc.record({
  body: fc.oneof(
    habitualBody,
    habitualBody,
    ...bodies.values(),
    aroundJson(habitualBody, words),
    aroundJson(someBody, words),
  ),
  message: fc.oneof(
    habitualPatch,
    habitualPatch,
    ...patches.values(),
    aroundJson(habitualPatch, words),
    aroundJson(patchOp, words),
  ),
  text: fc.oneof(habitualFilter, around(habitualFilter), filterText),
  query,
  resourceType: fc.constantFrom(...types, poorUserType, poorUserType, poorUserType, userType),
  options: fc.oneof(
    { weight: 2, arbitrary: fc.constantFrom(...dialectOptions) },
    { weight: 1, arbitrary: fc.constantFrom(...dialectOptions.slice(3, 6), { wire: 'interop' as const }) },
  ),
})

export const tolerance = target({
  name: 'tolerance',
  files: ['src/tolerance'],
  inputs,
  check: ({ body, message, text, query: given, resourceType, options }) => {
    const dialect = createDialect(options)
    const before = JSON.stringify([body, message])
    for (const soften of [() => dialect.resource(body, resourceType), () => dialect.patch(message, resourceType)]) {
      const softened = answer(soften)
      if (isRefused(softened)) continue
      law(new Set(softened.ignored).size === softened.ignored.length, 'each ignored name once')
      law((JSON.stringify(softened.body) ?? '').length <= 40 * before.length + 10_000, 'a rewrite makes little longer')
    }
    law(JSON.stringify([body, message]) === before, 'what is rewritten is not changed')
    const filter = answer(() => dialect.filter(text, [resourceType]))
    if (!isRefused(filter)) law(filter.length <= 10 * text.length + 1_000, 'a filter becomes little longer')
    const rewritten = answer(() => dialect.query(given))
    if (!isRefused(rewritten)) new URLSearchParams(rewritten)
  },
})
