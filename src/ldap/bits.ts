/** Bits of integers as LDAP has them: decimal texts, negative ones in two's complement. [MS-ADTS] §3.1.1.3.4.4.1 */

/** Whether all bits of the mask are set; a text that is no integer has none. */
export const hasBits = (text: string, mask: number): boolean => {
  const value = integerOf(text)
  return value !== undefined && (value & BigInt(mask)) === BigInt(mask)
}

/** The integer with these bits set, or cleared; all others stay. A text that is no integer counts as 0. */
export const withBits = (text: string, mask: number, isSet: boolean): string => {
  const value = integerOf(text) ?? 0n
  return String(isSet ? value | BigInt(mask) : value & ~BigInt(mask))
}

const integerOf = (text: string): bigint | undefined => (/^-?\d{1,20}$/.test(text) ? BigInt(text) : undefined)
