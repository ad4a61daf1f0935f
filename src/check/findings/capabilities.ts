/** Findings about capabilities: controls and operations that the rootDSE does not name. RFC 4512 §5.1 */
import type { Seen } from '../facts.ts'
import type { Finding, FindingId } from '../finding.ts'
import { openFrontend } from './schema.ts'

interface Capability {
  readonly id: FindingId
  readonly severity: Finding['severity']
  readonly name: string
  readonly means: string
}

const assertion: Capability = {
  id: 'assertion-control-missing',
  severity: 'warning',
  name: 'the assertion control (RFC 4528, 1.3.6.1.1.12)',
  means:
    'Two writes at the same time cannot be told apart: there are no versions, and If-Match is refused with 501. directory.version mends that (docs/directories.md).',
}
const postRead: Capability = {
  id: 'post-read-control-missing',
  severity: 'warning',
  name: 'the post-read control (RFC 4527, 1.3.6.1.1.13.2)',
  means: 'Every write takes one more round trip, and its answer may show what another wrote in between.',
}
const paged: Capability = {
  id: 'paged-results-control-missing',
  severity: 'warning',
  name: 'the paged results control (RFC 2696, 1.2.840.113556.1.4.319)',
  means: 'Long lists come in one piece: they take more memory, and size limits cut them sooner.',
}
const transactions: Capability = {
  id: 'transactions-missing',
  severity: 'warning',
  name: 'transactions (RFC 5805, 1.3.6.1.1.21.1)',
  means:
    'A DELETE that also cleans groups is several writes; one that fails is made good by writing back what was there.',
}
const passwordModify: Capability = {
  id: 'password-operation-missing',
  severity: 'error',
  name: 'the Password Modify operation (RFC 3062, 1.3.6.1.4.1.4203.1.11.1)',
  means: 'Passwords cannot be set, since the mapping has them set by operation.',
}

export const capabilityFindings = (seen: Seen): readonly Finding[] => {
  const { capabilities } = seen
  if (isHidden(seen)) return [hiddenFinding(seen)]
  const needsPasswordModify = seen.resources.some(({ mapping }) => mapping?.password?.by === 'operation')
  return [
    ...(capabilities.guarded ? [] : [missing(assertion)]),
    ...(capabilities.postRead ? [] : [missing(postRead)]),
    ...(capabilities.paged ? [] : [missing(paged)]),
    ...(capabilities.transactions ? [] : [missing(transactions)]),
    ...(capabilities.passwordModify || !needsPasswordModify ? [] : [missing(passwordModify)]),
  ]
}

/** Every server has the paged results control and assertions or transactions: one that names none hides them. */
const isHidden = ({ capabilities: { assertion, postRead, paged } }: Seen): boolean => !assertion && !postRead && !paged

const hiddenFinding = (seen: Seen): Finding => ({
  id: 'rootdse-hidden',
  severity: 'error',
  what: 'The directory does not tell the account of the gateway which controls it has (the attributes of its rootDSE).',
  means: `The gateway must take it that there are none. ${assertion.means}`,
  remedy: { target: 'config', ldif: openFrontend(seen) },
})

const missing = ({ id, severity, name, means }: Capability): Finding => ({
  id,
  severity,
  what: `The directory does not have ${name}.`,
  means,
})
