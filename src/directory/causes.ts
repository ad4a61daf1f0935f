/** causesOf: an error and the errors behind it, for whoever tells why a directory does not answer. */

/** Longer chains than any of ours; a circle ends. */
const longestChain = 8

export const causesOf = (error: unknown): readonly Error[] => {
  const chain: Error[] = []
  for (let current = error; current instanceof Error && chain.length < longestChain; current = current.cause)
    chain.push(current)
  return chain
}

/** Of each error that has one: an LDAP result code, or the word of a socket (`ECONNREFUSED`). */
export const codesOf = (chain: readonly Error[]): readonly (string | number)[] =>
  chain.flatMap((error) => {
    const code = 'code' in error ? error.code : undefined
    return typeof code === 'string' || typeof code === 'number' ? [code] : []
  })

/** The code of a certificate that was not taken, as Node names it. */
export const certificateCode = (codes: readonly (string | number)[]): string | undefined =>
  codes.filter((code) => typeof code === 'string').find((code) => /CERT|TLS|SIGNATURE|ISSUER/.test(code))
