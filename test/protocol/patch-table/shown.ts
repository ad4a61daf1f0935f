/** shown: what the directory shows of a resource of the table beyond what the table says of it. */
import { urn } from '../../../src/scim/urn.ts'

type Json = Readonly<Record<string, unknown>>

/** What follows from an id: `$ref`, `type` and the name, of whoever has the id. */
export type Followings = ReadonlyMap<
  string,
  { readonly $ref: string; readonly type: string; readonly displayName?: string }
>

export interface Circumstances {
  readonly resourceType: 'User' | 'Group' | 'Device'
  /** A device shows it as externalId. */
  readonly entryName: string
  /** Made of the names before; undefined: of those that are there. */
  readonly formatted: string | undefined
  readonly followings: Followings
}

/** As it is compared: without meta, and with lists in no order (RFC 7643 §2.4). */
export const comparable = ({ meta: _, ...resource }: Json): unknown => unordered(resource)

/**
 * A user is active, as somebody without a lock is; `cn`, which LDAP requires, is made of the names; what follows from an
 * id is that of whoever has it; and nobody sees a password (RFC 7643 §4.1.1).
 */
export const shown = (resource: Json, { resourceType, entryName, formatted, followings }: Circumstances): Json => {
  if (resourceType === 'Group') return { ...resource, members: membersOf(resource, followings) }
  if (resourceType === 'Device') return { ...resource, externalId: entryName }
  const { password: _, ...user } = resource
  const extension = user[urn.enterpriseUser] as Json | undefined
  return {
    active: true,
    ...user,
    name: { formatted: formatted ?? formattedOf(user), ...(user.name as Json) },
    ...(extension && { [urn.enterpriseUser]: withManager(extension, followings) }),
  }
}

/** What `cn` is made of where a client sends no name.formatted. */
export const formattedOf = ({ name = {} }: { readonly name?: Json }): string =>
  [name.givenName, name.familyName].filter((part) => part !== undefined).join(' ')

const membersOf = ({ members }: Json, followings: Followings) =>
  (members as readonly { value: string }[]).map(({ value }) => {
    const { $ref, type } = followings.get(value) ?? {}
    return { value, $ref, type }
  })

const withManager = (extension: Json, followings: Followings): Json => {
  const { manager } = extension as { manager?: { value: string } }
  if (manager === undefined) return extension
  const { $ref, displayName } = followings.get(manager.value) ?? {}
  return { ...extension, manager: { value: manager.value, $ref, ...(displayName && { displayName }) } }
}

const unordered = (value: unknown): unknown => {
  if (Array.isArray(value)) {
    return value.map(unordered).toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1))
  }
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, part]) => part !== undefined)
  return Object.fromEntries(
    members.toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([name, part]) => [name, unordered(part)]),
  )
}
