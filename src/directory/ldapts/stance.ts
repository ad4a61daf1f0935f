/** Stance: whether a server takes writes; and what a refused write tells of it. `ask-stance.ts` asks. */
import { DirectoryError } from '../directory.ts'

/** consumer: it has what another one sends it, and nothing else. read-only: by its configuration, for now or for ever. */
export type Stance = 'takes-writes' | 'consumer' | 'read-only'

export const referral = 10
export const unwillingToPerform = 53

/** slapd, of a consumer that names nobody to write to (olcUpdateRef). */
export const isShadow = ({ code, diagnostic }: DirectoryError): boolean =>
  code === unwillingToPerform && diagnostic?.startsWith('shadow context') === true

/** What may be the word of a consumer: it refers each write to the server that it follows, or is unwilling. */
export const isTurnedAway = (thrown: unknown): thrown is DirectoryError =>
  thrown instanceof DirectoryError && (thrown.code === referral || isShadow(thrown))
