/** requireOffered: the refusal of an operation that is not served for a resource type. RFC 7644 §3.12 */
import { methodNotAllowed } from '../error.ts'
import { type OperationName, offers, type ResourceType } from './resource-type.ts'

/** @throws 405 */
export const requireOffered = (resourceType: ResourceType, operation: OperationName): void => {
  if (offers(resourceType, operation)) return
  throw methodNotAllowed(`${resourceType.name} resources cannot be ${participles[operation]} here`)
}

const participles: Readonly<Record<OperationName, string>> = {
  list: 'listed',
  read: 'read',
  create: 'created',
  replace: 'replaced',
  patch: 'patched',
  delete: 'deleted',
}
