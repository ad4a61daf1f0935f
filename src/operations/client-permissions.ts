/** permittedOperations: operations narrowed to what one client may do with each resource type. RFC 7644 §3.12 (403) */
import type { BulkOperation } from '../scim/bulk/operation.ts'
import { forbidden, type ScimError } from '../scim/error.ts'
import type { OperationName, ResourceType } from '../scim/schema/resource-type.ts'
import type { Operations } from './operations.ts'

type Type = Pick<ResourceType, 'name'>

export type May = (resourceType: Type, operation: OperationName) => boolean

/** Refused before anything is asked of the directory; in bulk one by one, and a search of everything is one of what may be listed. */
export const permittedOperations = (may: May, operations: Operations): Operations => {
  const require = (resourceType: Type, operation: OperationName): void => {
    if (!may(resourceType, operation)) throw refusal(resourceType, operation)
  }
  return {
    search: async (scope, resourceType, query) => {
      require(resourceType, 'list')
      return operations.search(scope, resourceType, query)
    },
    searchAll: async (scope, query) => {
      const parts = query.parts.filter(({ resourceType }) => may(resourceType, 'list'))
      if (parts.length === 0 && query.parts.length > 0) throw forbidden('This client may list none of these resources')
      return operations.searchAll(scope, { ...query, parts })
    },
    read: async (scope, target, projection) => {
      require(target.resourceType, 'read')
      return operations.read(scope, target, projection)
    },
    create: async (scope, resourceType, body, projection) => {
      require(resourceType, 'create')
      return operations.create(scope, resourceType, body, projection)
    },
    replace: async (scope, target, body, options) => {
      require(target.resourceType, 'replace')
      return operations.replace(scope, target, body, options)
    },
    patch: async (scope, target, body, options) => {
      require(target.resourceType, 'patch')
      return operations.patch(scope, target, body, options)
    },
    delete: async (scope, target, ifMatch) => {
      require(target.resourceType, 'delete')
      return operations.delete(scope, target, ifMatch)
    },
    findMe: async (scope, me, purpose) => {
      require(me.resourceType, 'read')
      return operations.findMe(scope, me, purpose)
    },
    createMe: async (scope, me, body, projection) => {
      require(me.resourceType, 'create')
      return operations.createMe(scope, me, body, projection)
    },
    bulk: async (scope, request, options) =>
      operations.bulk(
        scope,
        { ...request, operations: request.operations.map((each) => permitted(each, may)) },
        options,
      ),
  }
}

/** A PATCH that is taken into a creation is still a PATCH. */
const permitted = (operation: BulkOperation, may: May): BulkOperation => {
  if (operation.kind === 'refused' || may(operation.resourceType, operation.kind)) return operation
  const { index, bulkId, method, resourceType } = operation
  const error = refusal(resourceType, operation.kind)
  const target = 'id' in operation ? { target: { resourceType, id: operation.id } } : {}
  return { kind: 'refused', index, ...(bulkId !== undefined && { bulkId }), method, error, ...target }
}

const refusal = ({ name }: Type, operation: OperationName): ScimError =>
  forbidden(`This client may not ${operation} ${name} resources`)
