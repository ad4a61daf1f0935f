/** Version: entity tags of resources and the conditions on them. RFC 7644 §3.14, RFC 9110 §13 */

/** `If-Match` or `If-None-Match`: any version, or a list of tags as sent (with `W/` and quotes). */
export type Precondition = { readonly kind: 'any' } | { readonly kind: 'tags'; readonly tags: readonly string[] }
