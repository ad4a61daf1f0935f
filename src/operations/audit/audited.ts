/** audited: operations that tell of each change: who made it, of what, and what became of it. */

import { causesOf } from '../../directory/causes.ts'
import { DirectoryError } from '../../directory/directory.ts'
import { isResourceId } from '../../mapping/identity.ts'
import type { ChangeObservation } from '../../observe/observation.ts'
import type { BulkRequest } from '../../scim/bulk/request.ts'
import { ScimError } from '../../scim/error.ts'
import { contentTag } from '../../scim/resource/version.ts'
import type { Dependencies } from '../dependencies.ts'
import type { SingleOperations, Stored } from '../operations.ts'
import type { Scope } from '../scope.ts'
import { Trail } from './trail.ts'

/**
 * One observation for each create, replace, patch and delete: done, unchanged (what was asked for was there already),
 * refused, or unknown: it was sent, and no answer came, or what became of it could not be read.
 */
export const audited = (
  { observe, requireAudit, requireWriter }: Pick<Dependencies, 'observe' | 'requireAudit' | 'requireWriter'>,
  operations: SingleOperations,
): SingleOperations => {
  const telling = async <T>(scope: Scope, what: What, { run, stored }: Telling<T>): Promise<T> => {
    requireAudit?.()
    const requireSameWriter = requireWriter?.()
    const trail = new Trail()
    try {
      const result = await bySameWriter(run({ ...scope, trail }), requireSameWriter)
      const after = stored(result)
      const id = after?.resource.id ?? what.resourceId
      observe({
        ...factsOf(scope, what, trail),
        ...(typeof id === 'string' && { resourceId: id }),
        // Of a rename they name it as before.
        ...(what.operation === 'delete' && trail.last !== undefined && { referrers: trail.touched }),
        ...(after?.version !== undefined && { after: contentTag(after.version) }),
        outcome: trail.last === undefined ? 'unchanged' : 'done',
      })
      return result
    } catch (thrown) {
      observe({ ...factsOf(scope, what, trail), ...failureOf(thrown, trail) })
      throw thrown
    }
  }
  return {
    read: operations.read,
    create: (scope, resourceType, ...rest) =>
      telling(
        scope,
        { operation: 'create', resourceType: resourceType.name },
        { run: (traced) => operations.create(traced, resourceType, ...rest), stored: itself },
      ),
    replace: (scope, target, ...rest) =>
      telling(scope, of('replace', target), {
        run: (traced) => operations.replace(traced, target, ...rest),
        stored: itself,
      }),
    patch: (scope, target, ...rest) =>
      telling(scope, of('patch', target), {
        run: (traced) => operations.patch(traced, target, ...rest),
        stored: ({ stored }) => stored,
      }),
    delete: (scope, target, ...rest) =>
      telling(scope, of('delete', target), {
        run: (traced) => operations.delete(traced, target, ...rest),
        stored: () => undefined,
      }),
  }
}

/** What is said to be done, or refused, may be decided on what a consumer shows, which lags; a 5xx says enough. */
const bySameWriter = <T>(answer: Promise<T>, requireSameWriter: (() => void) | undefined): Promise<T> =>
  answer.then(
    (result) => {
      requireSameWriter?.()
      return result
    },
    (thrown: unknown) => {
      if (thrown instanceof ScimError && thrown.status < 500) requireSameWriter?.()
      throw thrown
    },
  )

/** Of a change that was refused before its operation ran. */
export const tellRefused = (
  { observe }: { readonly observe: (observation: ChangeObservation) => void },
  scope: Scope,
  { operation, resourceType, id, error }: Refused,
): void => {
  const what = id === undefined ? { operation, resourceType: resourceType.name } : of(operation, { resourceType, id })
  const trail = new Trail()
  observe({ ...factsOf(scope, what, trail), ...failureOf(error, trail) })
}

export interface Refused {
  readonly operation: What['operation']
  readonly resourceType: { readonly name: string }
  readonly id?: string
  readonly error: unknown
}

/** Hears of each change that is refused before its operation runs. */
export type TellRefused = (scope: Scope, refused: Refused) => void

/** A bulk request that is refused as a whole: each of its operations, as far as it is known what they are. */
export const tellBulkRefused = (tell: TellRefused, scope: Scope, { operations }: BulkRequest, error: unknown): void => {
  for (const operation of operations) {
    if (operation.kind === 'refused') continue
    const { kind, resourceType } = operation
    tell(scope, { operation: kind, resourceType, error, ...('id' in operation && { id: operation.id }) })
  }
}

type What = Pick<ChangeObservation, 'operation' | 'resourceType' | 'resourceId'>

interface Telling<T> {
  readonly run: (traced: Scope) => Promise<T>
  /** The resource afterwards. */
  readonly stored: (result: T) => Stored | undefined
}

const itself = (stored: Stored): Stored => stored

/** An id that is a client's text, and no id, is told as none. */
const of = (
  operation: What['operation'],
  { resourceType, id }: { readonly resourceType: { readonly name: string }; readonly id: string },
): What => ({
  operation,
  resourceType: resourceType.name,
  ...(isResourceId(id) && { resourceId: id }),
})

const factsOf = (scope: Scope, what: What, { last }: Trail): Omit<ChangeObservation, 'outcome'> => ({
  kind: 'change',
  ...what,
  client: scope.client,
  ...personOf(scope),
  ...(scope.requestId !== undefined && { requestId: scope.requestId }),
  ...(scope.address !== undefined && { address: scope.address }),
  ...(last?.before !== undefined && { before: last.before }),
  attributes: last?.attributes ?? [],
  linked: last?.linked ?? [],
})

/** An id, and nothing that a person is known by. */
const personOf = ({ eyes, personId }: Scope): Pick<ChangeObservation, 'person'> => {
  const person = eyes ?? personId
  return person === undefined ? {} : { person }
}

const failureOf = (
  thrown: unknown,
  { last, touched }: Trail,
): Pick<ChangeObservation, 'outcome' | 'status' | 'result' | 'referrers'> => {
  const status = thrown instanceof ScimError ? thrown.status : 500
  const result = causesOf(thrown).find((cause) => cause instanceof DirectoryError)?.code
  // What was never sent was not done, and neither was what the server has refused by a code of its own. But where several
  // entries are written, some of them may have been before the directory went away.
  const isUnsent = result === 'unavailable' && touched.length === 0
  const isUnknown = last !== undefined && status >= 500 && typeof result !== 'number' && !isUnsent
  return {
    outcome: isUnknown ? 'unknown' : 'refused',
    status,
    ...(result !== undefined && { result }),
    ...(isUnknown && touched.length > 0 && { referrers: touched }),
  }
}
