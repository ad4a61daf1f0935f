import { describe, expect, it } from 'vitest'
import { groupResourceType, userResourceType } from '../../src/scim/schema/core-resource-types.ts'
import type { Schema } from '../../src/scim/schema/schema.ts'
import { compileUser, Group, plainUser, User, userDeclaration } from './support.ts'

const pathsOf = ({ attributes }: Schema): readonly string[] =>
  attributes.flatMap(({ name, subAttributes }) => [name, ...(subAttributes ?? []).map((sub) => `${name}.${sub.name}`)])

describe('declaredResourceType, RFC 7643 §7', () => {
  it('leaves nothing of RFC 7643 out with the schema of scimdap', () => {
    expect(pathsOf(User.resourceType.schema)).toEqual(pathsOf(userResourceType.schema))
    expect(User.resourceType.extensions).toEqual(userResourceType.extensions)
    expect(pathsOf(Group.resourceType.schema)).toEqual(pathsOf(groupResourceType.schema))
  })

  it('advertises only what standard attribute types can hold without it', () => {
    expect(pathsOf(plainUser.resourceType.schema)).toEqual([
      ...[
        'userName',
        'name',
        'name.formatted',
        'name.familyName',
        'name.givenName',
        'displayName',
        'title',
        'userType',
      ],
      ...['preferredLanguage', 'active', 'password', 'emails', 'emails.value'],
      ...['phoneNumbers', 'phoneNumbers.value', 'phoneNumbers.type', 'photos', 'photos.value', 'photos.type'],
      ...['groups', 'groups.value', 'groups.$ref', 'groups.display', 'groups.type'],
      ...['x509Certificates', 'x509Certificates.value'],
    ])
  })

  it('suggests no type that cannot be stored, as one without an attribute type of its own', () => {
    const types = (mapping: typeof User, name: string) => {
      const attribute = mapping.resourceType.schema.attributes.find((each) => each.name === name)
      return attribute?.subAttributes?.find((part) => part.name === 'type')?.canonicalValues
    }
    const named = compileUser(userDeclaration({ phoneNumbers: { plain: [{ attribute: 'mobile', as: 'Cell' }] } }))

    expect(types(plainUser, 'phoneNumbers')).toEqual(['work', 'home', 'mobile', 'fax', 'pager'])
    expect(types(plainUser, 'photos')).toEqual(['photo'])
    expect(types(User, 'phoneNumbers')).toEqual(['work', 'home', 'mobile', 'fax', 'pager', 'other'])
    expect(types(named, 'phoneNumbers')).toEqual(['Cell'])
  })

  it('drops an extension of which nothing is mapped', () => {
    const urn = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
    const none = ['employeeNumber', 'costCenter', 'organization', 'division', 'department', 'manager']
    const mapping = compileUser(userDeclaration(Object.fromEntries(none.map((name) => [`${urn}:${name}`, null]))))

    expect(mapping.resourceType.extensions).toEqual([])
  })
})
