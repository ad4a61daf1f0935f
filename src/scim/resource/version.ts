/** Version: entity tags of resources and the conditions on them. RFC 7644 §3.14, RFC 9110 §8.8.3, §13 */
import { invalidValue } from '../error.ts'

/** What a header says: any version, or a list of tags as sent (with `W/` and quotes). */
export type VersionSet = { readonly kind: 'any' } | { readonly kind: 'tags'; readonly tags: readonly string[] }

/** On what a request depends: `If-Match`, or a write's `If-None-Match`, or both. RFC 9110 §13.1.1, §13.1.2 */
export type Precondition =
  | VersionSet
  | { readonly kind: 'none-of'; readonly versions: VersionSet; readonly and?: VersionSet }

/** undefined without either. */
export const preconditionOf = (
  ifMatch: VersionSet | undefined,
  ifNoneMatch: VersionSet | undefined,
): Precondition | undefined =>
  ifNoneMatch === undefined
    ? ifMatch
    : { kind: 'none-of', versions: ifNoneMatch, ...(ifMatch === undefined ? {} : { and: ifMatch }) }

/**
 * The weak tag `W/"<content>"` or `W/"<content>.<derived>"`: what is stored, and what is shown besides that other
 * entries decide. The first dot divides the two, so dots of the content (an entryCSN has one) become `_`.
 */
export const entityTag = (content: string, derived?: string): string => {
  const first = content.replaceAll('.', '_')
  return derived === undefined ? `W/"${first}"` : `W/"${first}.${derived}"`
}

/** undefined without header. Throws 400 invalidValue where it is neither `*` nor a list of entity tags. */
export function parsePrecondition(header: string | undefined): VersionSet | undefined {
  if (header === undefined) return undefined
  if (header.trim() === '*') return { kind: 'any' }
  const tags: string[] = []
  let position = 0
  while (position < header.length) {
    listItem.lastIndex = position
    const match = listItem.exec(header)
    if (match === null) throw malformed()
    if (match[1] !== undefined) tags.push(match[1])
    position = listItem.lastIndex
  }
  if (tags.length === 0) throw malformed()
  return { kind: 'tags', tags }
}

/**
 * Whether a resource of that version satisfies the precondition, compared weakly, as SCIM's tags are weak.
 * `content` (If-Match) compares what is stored: who writes need not care which groups appeared meanwhile.
 * `whole` (If-None-Match) compares all that is shown: no 304 may confirm stale derived values.
 */
export function matches(precondition: Precondition, version: string, part: 'content' | 'whole'): boolean {
  if (precondition.kind === 'any') return true
  if (precondition.kind === 'none-of') {
    const { versions, and } = precondition
    return !matches(versions, version, part) && (and === undefined || matches(and, version, part))
  }
  const wanted = comparedPart(version, part)
  return precondition.tags.some((tag) => comparedPart(tag, part) === wanted)
}

/** The tag of the content alone, which is all that `If-Match` compares. */
export const contentTag = (version: string): string => `W/${comparedPart(version, 'content')}`

/** One entity tag or an empty element, up to and with the comma after it: RFC 9110 §5.6.1. A tag may hold commas. */
const listItem = /[ \t]*(?:((?:W\/)?"[\x21\x23-\x7e\x80-\xff]*")[ \t]*)?(?:,|$)/y

const malformed = () => invalidValue('The precondition takes * or a list of entity tags like W/"1a2b"')

const comparedPart = (tag: string, part: 'content' | 'whole'): string => {
  const opaque = tag.replace(/^W\//, '')
  const dot = opaque.indexOf('.')
  return part === 'whole' || dot === -1 ? opaque : `${opaque.slice(0, dot)}"`
}
