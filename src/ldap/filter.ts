/** LdapFilter: a search filter as a value; `print` is the only place where values are escaped. RFC 4515, RFC 4526 */

/** `and` of nothing is true, `or` of nothing is false: RFC 4526. */
export type LdapFilter =
  | { readonly kind: 'and' | 'or'; readonly filters: readonly LdapFilter[] }
  | { readonly kind: 'not'; readonly filter: LdapFilter }
  | { readonly kind: 'present'; readonly type: string }
  | {
      readonly kind: 'equal' | 'greater-or-equal' | 'less-or-equal'
      readonly type: string
      readonly value: string
    }
  | {
      readonly kind: 'substring'
      readonly type: string
      readonly initial?: string
      readonly any: readonly string[]
      readonly final?: string
    }
