/** Permissions: operations narrowed to what a grant allows. RFC 7644 §3.12 (403) */
import { forbidden } from '../scim/error.ts'
import type { Operations, ReadOperations } from './operations.ts'
import type { Grant } from './scope.ts'

/** The operations that a client with this grant holds; the others refuse before they look at anything. */
export const operationsFor = ({ read, write }: Grant, operations: Operations): Operations => {
  if (read && write) return operations
  return {
    search: read ? (...request) => operations.search(...request) : refuseReading,
    searchAll: read ? (...request) => operations.searchAll(...request) : refuseReading,
    read: read ? (...request) => operations.read(...request) : refuseReading,
    findMe: (scope, me, purpose) => {
      if (purpose === 'write' ? write : read) return operations.findMe(scope, me, purpose)
      return purpose === 'write' ? refuseWriting() : refuseReading()
    },
    create: write ? (...request) => operations.create(...request) : refuseWriting,
    createMe: write ? (...request) => operations.createMe(...request) : refuseWriting,
    replace: write ? (...request) => operations.replace(...request) : refuseWriting,
    patch: write ? (...request) => operations.patch(...request) : refuseWriting,
    delete: write ? (...request) => operations.delete(...request) : refuseWriting,
    bulk: write ? (...request) => operations.bulk(...request) : refuseWriting,
  }
}

/** The same for what only reads: whoever is given these has nothing to write with. */
export const readersFor = (grant: Grant, operations: Operations): ReadOperations => {
  const { search, searchAll, read } = operationsFor({ ...grant, write: false }, operations)
  return { search, searchAll, read }
}

const refuseReading = async (): Promise<never> => {
  throw forbidden('This client may not read')
}

const refuseWriting = async (): Promise<never> => {
  throw forbidden('This client may only read')
}
