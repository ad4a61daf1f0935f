/** auditLine: what is told of a change, field by field. docs/audit.md */
import type { ChangeObservation } from './observation.ts'

/** Own copies of known fields, in the order in which they are printed; an undefined one is not. */
export const auditLine = (
  change: ChangeObservation & { readonly tenant?: string },
): Readonly<Record<string, unknown>> => ({
  kind: change.kind,
  outcome: change.outcome,
  operation: change.operation,
  resourceType: change.resourceType,
  resourceId: change.resourceId,
  attributes: change.attributes,
  ...(change.linked.length > 0 && {
    linked: change.linked.map(({ attribute, added, removed }) => ({ attribute, added, removed })),
  }),
  ...(change.referrers !== undefined && change.referrers.length > 0 && { referrers: change.referrers }),
  before: change.before,
  after: change.after,
  status: change.status,
  result: change.result,
  tenant: change.tenant ?? 'default',
  client: change.client,
  person: change.person,
  address: change.address,
  requestId: change.requestId,
})
