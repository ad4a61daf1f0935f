/** differences: where scim2-models ends otherwise than we do, and which words of the RFCs decide for us. */
import type { PatchOperation } from '../../../../src/scim/patch/operation.ts'
import type { ComplexValue, Resource } from '../../../../src/scim/resource/resource.ts'

export interface End {
  readonly after?: Resource
  /** scimType of the refusal. */
  readonly error?: string | undefined
}

export interface Answered extends End {
  readonly before: Resource
  readonly operations: readonly PatchOperation[]
}

/** `first`: of the first operation alone. */
export interface Ours extends End {
  readonly first: End
}

interface Difference {
  readonly section: string
  /** Word for word. */
  readonly text: string
  readonly ours: string
  /** Whether this may be why `theirs` ends otherwise than `ours`. */
  explains(theirs: Answered, ours: Ours): boolean
}

export const differences: readonly Difference[] = [
  {
    section: 'RFC 7644 §3.12',
    text: 'This occurs when the "path" value contains a filter that yields no match.',
    ours: 'a remove whose filter selects nothing is refused as noTarget, not taken for done',
    explains: ({ after, operations }, ours) =>
      ours.error === 'noTarget' &&
      after !== undefined &&
      operations.some(({ op, path }) => op === 'remove' && path?.includes('[')),
  },
  {
    section: 'RFC 7643 §2.5',
    text: 'Unassigned attributes, the null value, or an empty array (in the case of a multi-valued attribute) SHALL be considered to be equivalent in "state".',
    ours: 'an add of null adds nothing, as one of an empty array does, and is not refused',
    explains: ({ error, operations }, ours) =>
      (ours.error === undefined || error === 'invalidValue') &&
      operations.some(({ op, value }) => op === 'add' && holdsNull(value)),
  },
  {
    section: 'RFC 7644 §3.5.2.3',
    text: 'then all matching record values SHALL be replaced.',
    ours: 'an element that a filter selects is replaced, nothing of it stays',
    explains: ({ after, operations }, ours) =>
      ours.after !== undefined &&
      after !== undefined &&
      operations.some(({ op, path }) => op === 'replace' && path?.endsWith(']')),
  },
  {
    section: 'RFC 7643 §2.4',
    text: 'SHOULD NOT return the same (type, value) combination more than once per attribute',
    ours: 'elements of the same value and type are one',
    explains: ({ before, after, operations }, ours) =>
      hasTwins(before) ||
      (ours.after !== undefined &&
        !hasTwins(ours.after) &&
        (hasTwins(after ?? {}) || operations.some(({ value }) => hasTwins({ emails: value })))),
  },
  {
    section: 'RFC 7643 §2.4',
    text: 'The primary attribute value "true" MUST appear no more than once.',
    ours: 'several elements are not made primary at once, rather than the last of them',
    explains: ({ operations }, ours) =>
      ours.error === 'invalidValue' &&
      operations.some(({ path, value }) => path?.endsWith('].primary') && value === true),
  },
  {
    section: 'RFC 7644 §3.5.2',
    text: 'Operations are applied sequentially in the order they appear in the array.',
    ours: 'of two operations that are wrong the first one is told, whatever is wrong with it',
    explains: ({ error }, ours) => error !== undefined && ours.error !== undefined && ours.first.error === ours.error,
  },
  {
    section: 'RFC 7644 §3.5.2',
    text: 'A PATCH request, regardless of the number of operations, SHALL be treated as atomic.',
    ours: 'what is required is asked for when all operations are done, so that a later one may fail first, or give it again',
    explains: ({ error }, ours) =>
      error === 'mutability' && ours.first.error === 'mutability' && ours.error !== 'mutability',
  },
]

const holdsNull = (value: unknown): boolean =>
  typeof value === 'object' && (value === null || Object.values(value).some(holdsNull))

/** Two e-mail addresses of the same value and type, in whatever case. */
const hasTwins = ({ emails }: { readonly emails?: unknown }): boolean => {
  if (!Array.isArray(emails)) return false
  const keys = (emails as ComplexValue[]).map(({ value, type }) => `${value} ${type}`.toLowerCase())
  return new Set(keys).size < keys.length
}
