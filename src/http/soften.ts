/** Soften: what a client sends, read in its own dialect before the strict parser, and what was left out of it. docs/tolerances.md */
import { createTurns } from '../operations/turns.ts'
import type { BulkOperation } from '../scim/bulk/operation.ts'
import { ScimError } from '../scim/error.ts'
import { isJsonObject, type JsonObject } from '../scim/resource/json-object.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { Dialect, Softened } from '../tolerance/dialect.ts'
import type { HttpDependencies } from './dependencies.ts'
import type { HttpContext } from './respond.ts'
import { parametersOf } from './routes/route.ts'

type Dependencies = Pick<HttpDependencies, 'dialectOf'>

/** That of whoever calls. */
export const dialectFor = (c: HttpContext, { dialectOf }: Dependencies): Dialect => dialectOf(c.get('principal').client)

/** The body, and a note of what it leaves out for the answer. */
export const noted = (c: HttpContext, { body, ignored }: Softened): unknown => {
  if (ignored.length > 0) c.set('ignored', [...(c.get('ignored') ?? []), ...ignored])
  return body
}

/** The parameters of the URL, with a filter over these types. */
export const softenedParameters = (
  c: HttpContext,
  dependencies: Dependencies,
  resourceTypes: readonly ResourceType[],
): URLSearchParams => {
  const dialect = dialectFor(c, dependencies)
  const parameters = parametersOf(c, dialect.query)
  const [filter, another] = parameters.getAll('filter')
  // Twice is refused later.
  if (filter !== undefined && another === undefined) parameters.set('filter', dialect.filter(filter, resourceTypes))
  return parameters
}

/** A SearchRequest, whatever case its `filter` is written in. */
export const softenedSearch = (
  c: HttpContext,
  dependencies: Dependencies,
  { body, resourceTypes }: { readonly body: unknown; readonly resourceTypes: readonly ResourceType[] },
): unknown => {
  if (!isJsonObject(body)) return body
  const dialect = dialectFor(c, dependencies)
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) =>
      typeof value === 'string' && name.toLowerCase() === 'filter'
        ? [name, dialect.filter(value, resourceTypes)]
        : [name, value],
    ),
  )
}

/** Each operation for itself: one that is refused here is refused alone. RFC 7644 §3.7.3 */
export const softenedOperations = async (
  c: HttpContext,
  dependencies: Dependencies,
  operations: readonly BulkOperation[],
): Promise<readonly BulkOperation[]> => {
  const dialect = dialectFor(c, dependencies)
  const turns = createTurns()
  const soften = async (operation: Writing): Promise<BulkOperation> => {
    const { kind, resourceType, data } = operation
    try {
      const softened =
        kind === 'patch'
          ? await turns.all(dialect.patchSteps(data, resourceType))
          : dialect.resource(data, resourceType)
      return { ...operation, data: noted(c, softened) as JsonObject }
    } catch (error) {
      if (error instanceof ScimError) return refused(operation, error)
      throw error
    }
  }
  const softened: BulkOperation[] = []
  for (const operation of operations) {
    softened.push(operation.kind === 'refused' || operation.kind === 'delete' ? operation : await soften(operation))
    await turns.rest()
  }
  return softened
}

/** A PatchOp message, of thousands of operations perhaps. */
export const softenedPatch = async (
  c: HttpContext,
  dependencies: Dependencies,
  { body, resourceType }: { readonly body: unknown; readonly resourceType: ResourceType },
): Promise<unknown> => noted(c, await createTurns().all(dialectFor(c, dependencies).patchSteps(body, resourceType)))

type Writing = Exclude<BulkOperation, { readonly kind: 'refused' | 'delete' }>

const refused = (operation: Writing, error: ScimError): BulkOperation => {
  const { index, bulkId, method, resourceType } = operation
  return {
    ...{ kind: 'refused', index, method, error },
    ...(bulkId === undefined ? {} : { bulkId }),
    ...('id' in operation ? { target: { resourceType, id: operation.id } } : {}),
  }
}
