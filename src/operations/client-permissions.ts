/** permittedOperations: operations narrowed to what one client may do with each resource type. RFC 7644 §3.12 (403) */
import type { BulkOperation } from '../scim/bulk/operation.ts'
import { forbidden, type ScimError } from '../scim/error.ts'
import type { OperationName, ResourceType } from '../scim/schema/resource-type.ts'
import type { Refused, TellRefused } from './audit/audited.ts'
import type { Operations } from './operations.ts'
import type { Scope } from './scope.ts'

export type May = (resourceType: ResourceType, operation: OperationName) => boolean

interface Permissions {
  readonly may: May
  readonly tell: TellRefused
}

/** Refused before anything is asked of the directory; in bulk one by one, and a search of everything is one of what may be listed. */
export const permittedOperations = ({ may, tell }: Permissions, operations: Operations): Operations => {
  const requireReading = (resourceType: ResourceType, operation: 'list' | 'read'): void => {
    if (!may(resourceType, operation)) throw refusal(resourceType, operation)
  }
  const requireWriting = (scope: Scope, operation: Writing, { resourceType, id }: Subject): void => {
    if (may(resourceType, operation)) return
    const error = refusal(resourceType, operation)
    tell(scope, { operation, resourceType, ...(id !== undefined && { id }), error })
    throw error
  }
  return {
    search: async (scope, resourceType, query) => {
      requireReading(resourceType, 'list')
      return operations.search(scope, resourceType, query)
    },
    searchAll: async (scope, query) => {
      const parts = query.parts.filter(({ resourceType }) => may(resourceType, 'list'))
      if (parts.length === 0 && query.parts.length > 0) throw forbidden('This client may list none of these resources')
      return operations.searchAll(scope, { ...query, parts })
    },
    read: async (scope, target, projection) => {
      requireReading(target.resourceType, 'read')
      return operations.read(scope, target, projection)
    },
    create: async (scope, resourceType, body, projection) => {
      requireWriting(scope, 'create', { resourceType })
      return operations.create(scope, resourceType, body, projection)
    },
    replace: async (scope, target, body, options) => {
      requireWriting(scope, 'replace', target)
      return operations.replace(scope, target, body, options)
    },
    patch: async (scope, target, body, options) => {
      requireWriting(scope, 'patch', target)
      return operations.patch(scope, target, body, options)
    },
    delete: async (scope, target, ifMatch) => {
      requireWriting(scope, 'delete', target)
      return operations.delete(scope, target, ifMatch)
    },
    findMe: async (scope, me, purpose) => {
      // Who may write, and not what, is told of the write itself.
      if (purpose !== 'read' && !may(me.resourceType, 'read')) requireWriting(scope, purpose, me)
      requireReading(me.resourceType, 'read')
      return operations.findMe(scope, me, purpose)
    },
    createMe: async (scope, me, body, projection) => {
      requireWriting(scope, 'create', me)
      return operations.createMe(scope, me, body, projection)
    },
    bulk: async (scope, request, options) => {
      const permitted = request.operations.map((each) =>
        permittedIn(each, { may, tell: (refused) => tell(scope, refused) }),
      )
      return operations.bulk(scope, { ...request, operations: permitted }, options)
    },
  }
}

type Writing = Refused['operation']

interface Subject {
  readonly resourceType: ResourceType
  readonly id?: string
}

/** A PATCH that is taken into a creation is still a PATCH. */
const permittedIn = (
  operation: BulkOperation,
  { may, tell }: { readonly may: May; readonly tell: (refused: Refused) => void },
): BulkOperation => {
  if (operation.kind === 'refused' || may(operation.resourceType, operation.kind)) return operation
  const { index, bulkId, method, resourceType, kind } = operation
  const error = refusal(resourceType, kind)
  const id = 'id' in operation ? operation.id : undefined
  tell({ operation: kind, resourceType, ...(id !== undefined && { id }), error })
  return {
    ...{ kind: 'refused', index, method, error },
    ...(bulkId !== undefined && { bulkId }),
    ...(id !== undefined && { target: { resourceType, id } }),
  }
}

const refusal = ({ name }: ResourceType, operation: OperationName): ScimError =>
  forbidden(`This client may not ${operation} ${name} resources`)
