/** CallerObservation: what is worth telling of tokens and of the servers that they are checked at. */

/** Why a token that is known, or a client that asks for one, is refused; for the operator, not for the client. */
export type TokenDenialReason =
  | 'expired-token'
  | 'premature-token'
  | 'wrong-audience'
  | 'wrong-signature'
  | 'unknown-key'
  /** A good token of a trusted issuer that is none of the configured clients, or of several. */
  | 'unknown-client'
  | 'inactive-token'
  /** At our token endpoint. */
  | 'invalid-client'
  | 'replayed-assertion'

/** `token`: the first eight characters of its hash. Times in milliseconds since the epoch. */
export type CallerObservation =
  /** Once a minute at most for each token. */
  | {
      readonly kind: 'token-used'
      readonly client: string
      readonly token: string
      readonly at: number
      readonly isFirstOfDay: boolean
      readonly expires?: number
    }
  /** It is in use, and ends within fourteen days. */
  | { readonly kind: 'token-expiring'; readonly client: string; readonly token: string; readonly expires: number }
  /** Our token endpoint gave one out. `method`: how the client proved who it is. */
  | { readonly kind: 'token-issued'; readonly client: string; readonly method: string; readonly scope: string }
  /** A server that says which tokens are good was asked for its keys, or for a token. */
  | { readonly kind: 'authority-asked'; readonly url: string }
  | { readonly kind: 'authority-failed'; readonly url: string; readonly cause: unknown }
  /** It was not asked about a token, since too many that nobody here knows were shown. */
  | { readonly kind: 'authority-spared'; readonly url: string }
  /** No signing key is configured: tokens of this process are good for no other, and not after a restart. */
  | { readonly kind: 'signing-key-made' }
