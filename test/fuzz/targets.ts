/** targets: all of them but the whole gateway, which needs a directory (gateway.ts). */
import type { Target } from './target.ts'
import { authorization } from './targets/authorization.ts'
import { body } from './targets/body.ts'
import { bulk } from './targets/bulk.ts'
import { cursor } from './targets/cursor.ts'
import { dn } from './targets/dn.ts'
import { filter } from './targets/filter.ts'
import { mediaTypes, preconditions, preferences } from './targets/headers.ts'
import { ldapFilter } from './targets/ldap-filter.ts'
import { ldapUrl } from './targets/ldap-url.ts'
import { patch, patchRequest } from './targets/patch.ts'
import { path } from './targets/path.ts'
import { resource } from './targets/resource.ts'
import { search } from './targets/search.ts'
import { times } from './targets/times.ts'
import { tolerance } from './targets/tolerance.ts'

export const targets: readonly Target[] = [
  ...[filter, path, patchRequest, patch, resource, bulk, search, tolerance],
  ...[cursor, preconditions, preferences, mediaTypes, body, authorization],
  ...[times, dn, ldapFilter, ldapUrl],
]
