/** Permissions: operations narrowed to what a grant allows. RFC 7644 §3.12 (403) */
import { forbidden } from '../scim/error.ts'
import { type Refused, type TellRefused, tellBulkRefused } from './audit/audited.ts'
import type { Operations, ReadOperations } from './operations.ts'
import type { Grant, Scope } from './scope.ts'

/** The operations that a client with this grant holds; the others refuse before they look at anything, and tell it. */
export const operationsFor = ({ read, write }: Grant, operations: Operations, tell: TellRefused): Operations => {
  if (read && write) return operations
  const refuse = async (scope: Scope, refused: Omit<Refused, 'error'>): Promise<never> => {
    const error = onlyReading()
    tell(scope, { ...refused, error })
    throw error
  }
  return {
    search: read ? (...request) => operations.search(...request) : refuseReading,
    searchAll: read ? (...request) => operations.searchAll(...request) : refuseReading,
    read: read ? (...request) => operations.read(...request) : refuseReading,
    findMe: (scope, me, purpose) => {
      if (purpose === 'read' ? read : write) return operations.findMe(scope, me, purpose)
      return purpose === 'read' ? refuseReading() : refuse(scope, { operation: purpose, resourceType: me.resourceType })
    },
    create: write
      ? (...request) => operations.create(...request)
      : (scope, resourceType) => refuse(scope, { operation: 'create', resourceType }),
    createMe: write
      ? (...request) => operations.createMe(...request)
      : (scope, { resourceType }) => refuse(scope, { operation: 'create', resourceType }),
    replace: write
      ? (...request) => operations.replace(...request)
      : (scope, target) => refuse(scope, { operation: 'replace', ...target }),
    patch: write
      ? (...request) => operations.patch(...request)
      : (scope, target) => refuse(scope, { operation: 'patch', ...target }),
    delete: write
      ? (...request) => operations.delete(...request)
      : (scope, target) => refuse(scope, { operation: 'delete', ...target }),
    bulk: write
      ? (...request) => operations.bulk(...request)
      : async (scope, request) => {
          const error = onlyReading()
          tellBulkRefused(tell, scope, request, error)
          throw error
        },
  }
}

/** The same for what only reads: whoever is given these has nothing to write with. */
export const readersFor = (grant: Grant, operations: Operations): ReadOperations => {
  const { search, searchAll, read } = operationsFor({ ...grant, write: false }, operations, nobody)
  return { search, searchAll, read }
}

const refuseReading = async (): Promise<never> => {
  throw forbidden('This client may not read')
}

const onlyReading = () => forbidden('This client may only read')

/** Readers change nothing. */
const nobody: TellRefused = () => undefined
