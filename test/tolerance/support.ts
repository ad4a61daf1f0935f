/** What the strict parser makes of a request that a dialect has read. */
import { ScimError } from '../../src/scim/error.ts'
import { parseFilter } from '../../src/scim/filter/parse.ts'
import { resolveFilter } from '../../src/scim/filter/resolve.ts'
import { applyPatch } from '../../src/scim/patch/apply.ts'
import { parsePatchRequest } from '../../src/scim/patch/operation.ts'
import { accept } from '../../src/scim/resource/accept.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import { groupResourceType, userResourceType } from '../../src/scim/schema/core-resource-types.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { urn } from '../../src/scim/urn.ts'
import { createDialect, type Dialect } from '../../src/tolerance/dialect.ts'
import type { ToleranceName } from '../../src/tolerance/wire.ts'

export const enterprise = urn.enterpriseUser
export const groupType = groupResourceType

/** As a directory without our schema serves it: no nickName, no division. */
export const userType: ResourceType = {
  ...userResourceType,
  schema: without(userResourceType.schema, 'nickName', 'ims'),
  extensions: userResourceType.extensions.map((extension) => ({
    ...extension,
    schema: without(extension.schema, 'division'),
  })),
}

function without(schema: ResourceType['schema'], ...names: readonly string[]): ResourceType['schema'] {
  return { ...schema, attributes: schema.attributes.filter(({ name }) => !names.includes(name)) }
}

export const tolerant = createDialect({ wire: 'tolerant' })
export const rfc = createDialect({ wire: 'rfc' })
export const interop = createDialect({ wire: 'interop' })

/** Tolerant but for one. */
export const withoutTolerance = (name: ToleranceName): Dialect =>
  createDialect({ wire: 'tolerant', tolerances: { [name]: false } })

/** By the letter but for one. */
export const withTolerance = (name: ToleranceName): Dialect =>
  createDialect({ wire: 'rfc', tolerances: { [name]: true } })

/** What is stored of a body, or `400 invalidSyntax: …`. */
export const accepted = (dialect: Dialect, body: unknown, resourceType = userType): Resource | string =>
  outcome(() => accept(resourceType, dialect.resource(body, resourceType).body))

export const held: Resource = {
  schemas: [urn.user, enterprise],
  id: 'u-1',
  userName: 'ada@corp.example',
  active: true,
  name: { familyName: 'Byron', givenName: 'Ada', formatted: 'Ada Byron' },
  title: 'Countess',
  emails: [
    { value: 'ada@corp.example', type: 'work', primary: true },
    { value: 'ada@home.example', type: 'home' },
  ],
  groups: [{ value: 'g-1', type: 'direct' }],
  [enterprise]: { employeeNumber: '1815', manager: { value: 'm-1', displayName: 'Grace' } },
} as unknown as Resource

export const engineers: Resource = {
  schemas: [urn.group],
  id: 'g-1',
  displayName: 'Engineers',
  members: [{ value: 'u-1' }, { value: 'u-2' }, { value: 'u-3' }],
} as unknown as Resource

export const patchOf = (...Operations: readonly unknown[]) => ({ schemas: [urn.patchOp], Operations })

/** What a PATCH leaves, or `400 noTarget: …`. */
export const patched = (
  dialect: Dialect,
  message: unknown,
  { before = held, resourceType = userType }: { readonly before?: Resource; readonly resourceType?: ResourceType } = {},
): Resource | string =>
  outcome(() => {
    const { body } = dialect.patch(message, resourceType)
    const operations = parsePatchRequest(body, { maxOperations: 100, unmatched: dialect.unmatched })
    return applyPatch(before, operations, resourceType)
  })

export const patchedGroup = (dialect: Dialect, message: unknown) =>
  patched(dialect, message, { before: engineers, resourceType: groupType })

/** The filter as it is understood, or `400 invalidFilter: …`. */
export const understood = (dialect: Dialect, filter: string, resourceType = userType): unknown =>
  outcome(() => resolveFilter(parseFilter(dialect.filter(filter, [resourceType])), resourceType))

export const outcome = <T>(act: () => T): T | string => {
  try {
    return act()
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType}: ${error.message}`
    throw error
  }
}
