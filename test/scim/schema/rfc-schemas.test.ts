import { describe, expect, it } from 'vitest'
import { schemaResource } from '../../../src/scim/discovery/schemas.ts'
import { enterpriseUser } from '../../../src/scim/schema/enterprise-user.ts'
import { group } from '../../../src/scim/schema/group.ts'
import { metaschemas } from '../../../src/scim/schema/metaschemas.ts'
import type { Schema } from '../../../src/scim/schema/schema.ts'
import { user } from '../../../src/scim/schema/user.ts'
import { fixture } from './sample-types.ts'

interface AttributeJson {
  readonly name: string
  readonly subAttributes?: readonly AttributeJson[]
  readonly [characteristic: string]: unknown
}
interface SchemaJson {
  readonly id: string
  readonly name: string
  readonly attributes: readonly AttributeJson[]
}

const rfcSchemas = fixture('rfc7643-8.7.1-schemas') as readonly SchemaJson[]
const rfcMetaschemas = fixture('rfc7643-8.7.2-schemas') as readonly SchemaJson[]

/** What RFC 7643 §2.2 says of a characteristic that is not printed. */
const defaults = { caseExact: false, uniqueness: 'none', canonicalValues: [], referenceTypes: [] }

const printed = (schema: Schema): SchemaJson => schemaResource(schema, '') as unknown as SchemaJson

/** Every attribute and sub-attribute by path, without descriptions. */
const flatten = (attributes: readonly AttributeJson[], prefix = ''): Map<string, Record<string, unknown>> =>
  new Map(
    attributes.flatMap(({ name, description, subAttributes = [], ...characteristics }) => [
      [prefix + name, { ...defaults, ...characteristics }] as const,
      ...flatten(subAttributes, `${prefix}${name}.`),
    ]),
  )

/** `path.characteristic: RFC -> ours`, or `+path`, `-path`. */
const differences = (ours: SchemaJson, theirs: SchemaJson): readonly string[] => {
  const left = flatten(theirs.attributes)
  const right = flatten(ours.attributes)
  const paths = [...new Set([...left.keys(), ...right.keys()])]
  return paths.flatMap((path) => {
    const [rfc, own] = [left.get(path), right.get(path)]
    if (rfc === undefined) return [`+${path}`]
    if (own === undefined) return [`-${path}`]
    return Object.keys(own)
      .filter((key) => JSON.stringify(own[key]) !== JSON.stringify(rfc[key]))
      .map((key) => `${path}.${key}: ${JSON.stringify(rfc[key])} -> ${JSON.stringify(own[key])}`)
  })
}

const deliberate: readonly { readonly schema: Schema; readonly differences: readonly string[] }[] = [
  {
    schema: user,
    differences: [
      // This gateway names entries by userName and lets nobody rename them.
      'userName.mutability: "readWrite" -> "immutable"',
      // An LDAP person has a surname.
      'name.required: false -> true',
      'name.familyName.required: false -> true',
      // Always true or false, so that no remove can take it away; a POST without it means true.
      'active.required: false -> true',
      // References and binaries are case exact: §2.3.6, §2.3.7. Passwords and ids are, of course.
      'profileUrl.caseExact: false -> true',
      'password.caseExact: false -> true',
      'photos.value.caseExact: false -> true',
      'groups.value.caseExact: false -> true',
      'groups.$ref.caseExact: false -> true',
      'x509Certificates.value.caseExact: false -> true',
      // §4.1.2 names `other`, and §2.4 gives `primary` to every multi-valued attribute.
      'ims.type.canonicalValues: ["aim","gtalk","icq","xmpp","msn","skype","qq","yahoo"] -> ["aim","gtalk","icq","xmpp","msn","skype","qq","yahoo","other"]',
      '+addresses.primary',
    ],
  },
  {
    schema: group,
    differences: [
      // §4.2: REQUIRED. It names the entry.
      'displayName.required: false -> true',
      'displayName.uniqueness: "none" -> "server"',
      // §4.2: service providers may require members.
      'members.required: false -> true',
      'members.value.required: false -> true',
      'members.value.caseExact: false -> true',
      'members.$ref.caseExact: false -> true',
      // No member is shown without; a client need not send it, as it follows from `value`.
      'members.$ref.required: false -> true',
    ],
  },
  {
    schema: enterpriseUser,
    differences: ['manager.value.caseExact: false -> true', 'manager.$ref.caseExact: false -> true'],
  },
]

describe('RFC 7643 §8.7.1: resource schemas', () => {
  it.each(deliberate)(
    '$schema.name differs from the RFC exactly where it is meant to',
    ({ schema, differences: meant }) => {
      const theirs = rfcSchemas.find(({ id }) => id === schema.id) as SchemaJson

      const found = differences(printed(schema), theirs)

      expect([...found].sort()).toEqual([...meant].sort())
      expect(schema.name).toBe(theirs.name === 'Enterprise User' ? 'EnterpriseUser' : theirs.name)
    },
  )

  it('covers every schema of the section', () => {
    expect(deliberate.map(({ schema }) => schema.id)).toEqual(rfcSchemas.map(({ id }) => id))
  })

  it('describes every attribute', () => {
    const undescribed = deliberate.flatMap(({ schema }) =>
      schema.attributes
        .flatMap((attribute) => [attribute, ...(attribute.subAttributes ?? [])])
        .filter(({ description }) => description === ''),
    )

    expect(undescribed).toEqual([])
  })
})

describe('RFC 7643 §8.7.2: schemas of the discovery endpoints', () => {
  const meant: Readonly<Record<string, readonly string[]>> = {
    // §5 demands etag and the type of a scheme, §8.5 shows primary, RFC 9865 §4 defines pagination.
    'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig': [
      '+etag',
      '+etag.supported',
      '+authenticationSchemes.type',
      '+authenticationSchemes.primary',
      ...[
        '',
        '.cursor',
        '.index',
        '.defaultPaginationMethod',
        '.defaultPageSize',
        '.maxPageSize',
        '.cursorTimeout',
      ].map((part) => `+pagination${part}`),
    ],
    'urn:ietf:params:scim:schemas:core:2.0:ResourceType': [
      // §6: a list, and OPTIONAL.
      'schemaExtensions.multiValued: false -> true',
      'schemaExtensions.required: true -> false',
    ],
    'urn:ietf:params:scim:schemas:core:2.0:Schema': [
      // §7: always returned; binary is a type (§2.3.6) and a list of reference types is a list.
      'id.returned: "default" -> "always"',
      'attributes.subAttributes.referenceTypes.multiValued: false -> true',
    ],
  }
  const isExpected = (difference: string) =>
    /caseExact: false -> true$/.test(difference) || /type\.canonicalValues/.test(difference)

  it.each(metaschemas.map((schema) => ({ schema })))('$schema.name differs where it is meant to', ({ schema }) => {
    const theirs = rfcMetaschemas.find(({ id }) => id === schema.id) as SchemaJson

    const found = differences(printed(schema), theirs).filter((difference) => !isExpected(difference))

    expect([...found].sort()).toEqual([...(meant[schema.id] ?? [])].sort())
  })

  it('has them all, and all is readOnly', () => {
    const attributes = metaschemas.flatMap(({ attributes }) => attributes)

    expect(metaschemas.map(({ id }) => id).sort()).toEqual(rfcMetaschemas.map(({ id }) => id).sort())
    expect(
      attributes
        .flatMap((attribute) => [attribute, ...(attribute.subAttributes ?? [])])
        .filter(({ mutability }) => mutability !== 'readOnly'),
    ).toEqual([])
  })
})
