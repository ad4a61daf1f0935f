/** servedOperations: operations narrowed to what is served for each resource type. RFC 7644 §3.12 (405) */
import { requireOffered } from '../scim/schema/require-offered.ts'
import type { OperationName, ResourceType } from '../scim/schema/resource-type.ts'
import type { Operations } from './operations.ts'

/**
 * As the routes have them, for whoever calls by another way (`/Me`, a program); the operations of a bulk request are
 * refused one by one when they are parsed.
 */
export const servedOperations = (operations: Operations): Operations => ({
  ...operations,
  search: ofType('list', operations.search),
  create: ofType('create', operations.create),
  read: ofTarget('read', operations.read),
  replace: ofTarget('replace', operations.replace),
  patch: ofTarget('patch', operations.patch),
  delete: ofTarget('delete', operations.delete),
  createMe: async (scope, me, ...rest) => {
    requireOffered(me.resourceType, 'create')
    return operations.createMe(scope, me, ...rest)
  },
})

type Call<A extends readonly unknown[], R> = (...parameters: A) => Promise<R>

const ofType =
  <S, A extends readonly unknown[], R>(name: OperationName, call: Call<[S, ResourceType, ...A], R>) =>
  async (scope: S, resourceType: ResourceType, ...rest: A): Promise<R> => {
    requireOffered(resourceType, name)
    return call(scope, resourceType, ...rest)
  }

const ofTarget =
  <S, T extends { readonly resourceType: ResourceType }, A extends readonly unknown[], R>(
    name: OperationName,
    call: Call<[S, T, ...A], R>,
  ) =>
  async (scope: S, target: T, ...rest: A): Promise<R> => {
    requireOffered(target.resourceType, name)
    return call(scope, target, ...rest)
  }
