/** callerOf: on whose behalf a request runs, and the operations that it may use. */
import type { Operations } from '../operations/operations.ts'
import { operationsFor } from '../operations/permissions.ts'
import type { Scope } from '../operations/scope.ts'
import { connectionOf } from './credentials.ts'
import type { HttpDependencies } from './dependencies.ts'
import type { HttpContext } from './respond.ts'

export const callerOf = (
  c: HttpContext,
  dependencies: Pick<HttpDependencies, 'operations' | 'leaverRename' | 'dialectOf' | 'tenant'>,
): { readonly scope: Scope; readonly operations: Operations } => {
  const { client, grant, person, acting } = c.get('principal')
  const { address } = connectionOf(c)
  // The letter knows no exception for leavers.
  const leaverRename = dependencies.dialectOf(client).wire === 'rfc' ? 'refuse' : dependencies.leaverRename
  const scope: Scope = {
    tenant: dependencies.tenant?.name ?? 'default',
    client,
    grant,
    requestId: c.get('requestId'),
    ...(address !== undefined && { address }),
    ...(person?.kind === 'attribute' && person.attribute === 'id' && { personId: person.value }),
    ...(leaverRename && { leaverRename }),
    ...(acting && { acting }),
  }
  return { scope, operations: operationsFor(grant, dependencies.operations()) }
}
