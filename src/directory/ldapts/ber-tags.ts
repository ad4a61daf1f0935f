/** Tags of the universal types of BER that LDAP messages are made of. X.690 §8, RFC 4511 §5.1 */
export const boolean = 0x01
export const integer = 0x02
export const octetString = 0x04
export const enumerated = 0x0a
export const sequence = 0x30
export const set = 0x31
