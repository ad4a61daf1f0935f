/** Tokens of the clients that the tests' gateways have. */

export const token = 'test-token-of-the-read-and-write-client-000000'
export const rfcToken = 'test-token-of-the-client-with-wire-rfc-00000000'
export const interopToken = 'test-token-of-the-client-with-wire-interop-0000'
export const readToken = 'test-token-of-the-read-only-client-0000000000'
