/** translate: what the directory refuses as what a SCIM client is told; one table. RFC 4511 Appendix A, RFC 7644 §3.12 */
import { causesOf, certificateCode, codesOf } from '../directory/causes.ts'
import { DirectoryError, type PolicyError, TakesNoWrites } from '../directory/directory.ts'
import { conflict, forbidden, invalidValue, ScimError, tooMany, unavailable, uniqueness } from '../scim/error.ts'

type Translation = (cause: DirectoryError) => ScimError

const value =
  (detail: string): Translation =>
  (cause) =>
    invalidValue(detail, cause)
const away =
  (detail: string): Translation =>
  (cause) =>
    unavailable(detail, 1, cause)

/** Nothing a client could do about: for whoever runs the gateway, who finds the cause in the log. */
const defect =
  (detail: string): Translation =>
  (cause) =>
    new ScimError(500, undefined, detail, { cause })

const translations: Readonly<Record<number, Translation>> = {
  3: (cause) => tooMany('the directory gave up on this search: its time limit was reached', cause),
  4: (cause) => tooMany('the directory would not return every match: its size limit was reached', cause),
  10: defect(
    'this server of the directory refers to another one, and the gateway is not configured to follow it there, or to ignore it',
  ),
  11: (cause) => tooMany('the directory gave up on this search: its administrative limit was reached', cause),
  // Found out where it is needed: a server that is followed may come after the start.
  12: defect('the server that has this entry lacks what the gateway needs to write safely'),
  13: away('the directory demands a confidential connection from the gateway'),
  // 21C7, 21C8: Active Directory, of a service principal or user principal name. Texts differ, codes do not: slapo-unique, slapo-constraint and ppolicy all answer 19 (openldap.md section 2).
  19: (cause) =>
    /unique|^0*21c[78]:/i.test(cause.diagnostic ?? '')
      ? uniqueness('another entry already has this value', cause)
      : invalidValue('a value violates a constraint or the password policy of the directory', cause),
  21: value('a value does not fit the syntax that the directory prescribes'),
  // Of an entry it is 404 and never comes here: what is missing is the place where resources are.
  32: defect('the base entry of these resources is not there, or hidden from the gateway'),
  34: value('a value cannot be part of an entry name'),
  49: away('the directory refuses the credentials of the gateway'),
  50: (cause) => forbidden('the directory does not permit the gateway to do this', cause),
  51: away('the directory is busy'),
  52: away('the directory is unavailable'),
  53: (cause) => {
    const why = cause.diagnostic ?? ''
    // slapd, of a database that is read-only: for an hour of maintenance, and a client that is refused for good gives up.
    if (why === 'operation restricted')
      return unavailable('the directory takes no writes now: it is read-only', 30, cause)
    // 52D, ERROR_PASSWORD_RESTRICTION: Active Directory.
    return /^0*52d:/i.test(why)
      ? invalidValue('the password policy of the directory refuses the password, or wants one', cause)
      : forbidden('the directory is unwilling to do this', cause)
  },
  54: defect('servers of the directory refer to each other in a circle'),
  64: value('a value cannot name the entry'),
  65: value('the directory refuses the entry: a required attribute is missing or one is not allowed'),
  66: (cause) => conflict('the entry has entries below it', cause),
  68: (cause) => uniqueness('an entry of this name already exists', cause),
  71: defect('the directory cannot do this over two of its databases'),
  // slapd, whose disk or database is full: nothing is written, and something may be later.
  80: (cause) => unavailable('the directory has an error of its own; its disk may be full', 30, cause),
  123: (cause) => forbidden('the directory does not let the gateway act as this person', cause),
}

/** For whoever sets a password. The other errors speak of the gateway's own account: nothing a client could mend. */
const policyDetails: Readonly<Partial<Record<PolicyError, string>>> = {
  'modification-not-allowed': 'this password may not be changed',
  'must-supply-old-password': 'it may be changed only together with the old one, which SCIM has no place for',
  'insufficient-quality': 'it does not satisfy the quality rules',
  'too-short': 'it is too short',
  'too-young': 'the present one was set too short a time ago to be changed again',
  'in-history': 'it has been used before',
  'too-long': 'it is too long',
}

/** ScimErrors pass; unknown failures stay what they are and become a 500, never a 404. */
export const translate = (thrown: unknown): unknown => {
  if (thrown instanceof ScimError || !(thrown instanceof DirectoryError)) return thrown
  if (thrown.code === 'unavailable' && causesOf(thrown).some((cause) => cause instanceof TakesNoWrites)) {
    return unavailable('the directory that takes writes is away; try again later', 1, thrown)
  }
  if (thrown.code === 'unavailable') return unavailable(`the directory cannot be reached${whyNot(thrown)}`, 1, thrown)
  if (thrown.code === 'unknown-outcome') {
    return unavailable('the directory went away during the write; read the resource before you try again', 1, thrown)
  }
  const reason = thrown.policyError && policyDetails[thrown.policyError]
  if (reason !== undefined) return invalidValue(`the password policy refuses the password: ${reason}`, thrown)
  return translations[thrown.code]?.(thrown) ?? thrown
}

/** Of the reasons the one that no time mends. */
const whyNot = (thrown: DirectoryError): string => {
  const code = certificateCode(codesOf(causesOf(thrown)))
  return code === undefined ? '' : `: its certificate is not trusted (${code})`
}

export const translated =
  <A extends readonly unknown[], R>(operation: (...parameters: A) => Promise<R>) =>
  async (...parameters: A): Promise<R> => {
    try {
      return await operation(...parameters)
    } catch (thrown) {
      throw translate(thrown)
    }
  }
