/** callerOf: on whose behalf a request runs, and the operations that it may use. */
import { type TellRefused, tellRefused } from '../operations/audit/audited.ts'
import type { Operations, ReadOperations } from '../operations/operations.ts'
import { operationsFor, readersFor } from '../operations/permissions.ts'
import type { Scope } from '../operations/scope.ts'
import { connectionOf } from './credentials.ts'
import type { HttpDependencies } from './dependencies.ts'
import type { HttpContext } from './respond.ts'

export const callerOf = (
  c: HttpContext,
  dependencies: Needed,
): { readonly scope: Scope; readonly operations: Operations } => {
  const scope = scopeOf(c, dependencies)
  const tell: TellRefused = (...refused) => tellRefused(dependencies, ...refused)
  return { scope, operations: operationsFor(scope.grant, dependencies.operations(), tell) }
}

/** The same for a request that only reads. */
export const readerOf = (
  c: HttpContext,
  dependencies: Omit<Needed, 'observe'>,
): { readonly scope: Scope; readonly operations: ReadOperations } => {
  const scope = scopeOf(c, dependencies)
  return { scope, operations: readersFor(scope.grant, dependencies.operations()) }
}

type Needed = Pick<HttpDependencies, 'operations' | 'leaverRename' | 'dialectOf' | 'tenant' | 'observe'>

const scopeOf = (c: HttpContext, dependencies: Omit<Needed, 'observe'>): Scope => {
  const { client, grant, person, acting } = c.get('principal')
  const { address } = connectionOf(c)
  // The letter knows no exception for leavers.
  const leaverRename = dependencies.dialectOf(client).wire === 'rfc' ? 'refuse' : dependencies.leaverRename
  return {
    tenant: dependencies.tenant?.name ?? 'default',
    client,
    grant,
    requestId: c.get('requestId'),
    ...(address !== undefined && { address }),
    ...(person?.kind === 'attribute' && person.attribute === 'id' && { personId: person.value }),
    ...(leaverRename && { leaverRename }),
    ...(acting && { acting }),
  }
}
