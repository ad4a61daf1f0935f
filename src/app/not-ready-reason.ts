/** notReadyReason: why the gateway cannot serve, in words that may be shown without a token: no DN, no host, no value. */
import { causesOf, certificateCode, codesOf } from '../directory/causes.ts'
import { MappingError } from '../mapping/compile/compile.ts'

export const notReadyReason = (error: unknown): string => {
  if (error instanceof MappingError) return misfit(error)
  const codes = codesOf(causesOf(error))
  if (codes.some((code) => refusals.has(code))) return 'the directory refuses the account of the gateway'
  const certificate = certificateCode(codes)
  if (certificate !== undefined) return `the certificate of the directory is not trusted (${certificate})`
  if (codes.includes(noSuchObject)) return 'the directory shows no schema to the account of the gateway'
  return 'the directory cannot be reached'
}

/** The first few problems; the log has all of them. */
const misfit = ({ problems, message }: MappingError): string => {
  const [title] = message.split(':', 1)
  const shown = problems.slice(0, shownProblems).map((problem) => `${problem.path}: ${problem.message}`)
  const rest = problems.length > shownProblems ? [`and ${problems.length - shownProblems} more, see the log`] : []
  return `${title} does not fit the schema of the directory: ${[...shown, ...rest].join('; ')}`
}

const shownProblems = 3

/** inappropriateAuthentication, invalidCredentials, insufficientAccessRights, unwillingToPerform. RFC 4511 §4.1.9 */
const refusals: ReadonlySet<unknown> = new Set([48, 49, 50, 53])
const noSuchObject = 32
