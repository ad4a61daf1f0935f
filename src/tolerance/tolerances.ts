/** Tolerances: all that can be switched, in the order in which they are applied. docs/tolerances.md */
import { booleanText } from './rewrites/boolean-text.ts'
import { coreUnderUrn } from './rewrites/core-under-urn.ts'
import { createUnmatched } from './rewrites/create-unmatched.ts'
import { elementTest } from './rewrites/element-test.ts'
import { emptyText } from './rewrites/empty-text.ts'
import { encodedBlanks } from './rewrites/encoded-blanks.ts'
import { inferredSchemas } from './rewrites/inferred-schemas.ts'
import { keysAsPaths } from './rewrites/keys-as-paths.ts'
import { oneForList } from './rewrites/one-for-list.ts'
import { referenceForms } from './rewrites/reference-forms.ts'
import { removeByValue } from './rewrites/remove-by-value.ts'
import { unknownAttributes } from './rewrites/unknown-attributes.ts'
import { unknownSchemas } from './rewrites/unknown-schemas.ts'
import { unmappedPaths } from './rewrites/unmapped-paths.ts'
import { unqualifiedNames } from './rewrites/unqualified-names.ts'
import { unquotedLiteral } from './rewrites/unquoted-literal.ts'
import type { Tolerance } from './tolerance.ts'

/**
 * Text first, then where things stand, then what they are, and what nobody knows last. Values: what is empty is
 * nothing before it becomes an element, and the elements are there before their booleans are read.
 */
export const tolerances: readonly Tolerance[] = [
  encodedBlanks,
  unquotedLiteral,
  elementTest,
  coreUnderUrn,
  keysAsPaths,
  unqualifiedNames,
  emptyText,
  referenceForms,
  oneForList,
  booleanText,
  removeByValue,
  unknownSchemas,
  inferredSchemas,
  createUnmatched,
  unmappedPaths,
  unknownAttributes,
]
