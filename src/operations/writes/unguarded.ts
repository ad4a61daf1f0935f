/** refusingConditions: writes of a directory that can guard none of them: a condition that could be lost unseen is not taken. */
import { notImplemented } from '../../scim/error.ts'
import type { Precondition } from '../../scim/resource/version.ts'
import type { SingleOperations } from '../operations.ts'

/** 501 for If-Match with a tag, as ServiceProviderConfig tells: etag is not supported. RFC 7644 §3.14, RFC 7643 §5 */
export const refusingConditions = (operations: SingleOperations): SingleOperations => ({
  ...operations,
  replace: async (scope, target, body, options) => {
    refuse(options.ifMatch)
    return operations.replace(scope, target, body, options)
  },
  patch: async (scope, target, body, options) => {
    refuse(options.ifMatch)
    return operations.patch(scope, target, body, options)
  },
  delete: async (scope, target, ifMatch) => {
    refuse(ifMatch)
    return operations.delete(scope, target, ifMatch)
  },
})

/** `*` asks for nothing but that the resource is there. */
const refuse = (condition: Precondition | undefined): void => {
  if (condition === undefined || condition.kind === 'any') return
  throw notImplemented('versions are not supported: the directory cannot tell two writes at the same time apart')
}
