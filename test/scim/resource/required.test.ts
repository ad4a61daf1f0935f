import { describe, expect, it } from 'vitest'
import { requireAttributes } from '../../../src/scim/resource/required.ts'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../../src/scim/schema/resource-type.ts'
import { deviceType, groupType, userType } from '../schema/sample-types.ts'
import { refusal } from './refusal.ts'

const missing = (resourceType: ResourceType, resource: Resource): string =>
  refusal(() => requireAttributes(resourceType, resource))

describe('RFC 7643 §2.2: required attributes', () => {
  const name = { familyName: 'Lovelace' }

  it('asks no more of a user than userName and family name: active, which is required, has a default', () => {
    expect(missing(userType, { userName: 'ada', name })).toBe('done')
  })

  it('asks no more of a member than its id: $ref, which is required, follows from that', () => {
    expect(missing(groupType, { displayName: 'x', members: [{ value: '1' }] })).toBe('done')
  })

  it('names the attribute that is missing', () => {
    expect(missing(userType, { name })).toBe('400 invalidValue: userName is required')
    expect(missing(groupType, { members: [{ value: '1' }] })).toBe('400 invalidValue: displayName is required')
  })

  it('names the family name whether the name is incomplete or absent', () => {
    const detail = '400 invalidValue: name.familyName is required'

    expect(missing(userType, { userName: 'ada', name: { givenName: 'Ada' } })).toBe(detail)
    expect(missing(userType, { userName: 'ada' })).toBe(detail)
  })

  it('refuses a group without members, and a member without an id', () => {
    expect(missing(groupType, { displayName: 'x' })).toBe('400 invalidValue: members is required')
    expect(missing(groupType, { displayName: 'x', members: [{ value: '1' }, { type: 'User' }] })).toBe(
      '400 invalidValue: members.value is required',
    )
  })

  it('asks for attributes of an extension only where the extension is there', () => {
    expect(missing(deviceType, {})).toBe('done')
    expect(missing(deviceType, { 'urn:example:Warranty': { level: 'gold' } })).toBe(
      '400 invalidValue: urn:example:Warranty:contract is required',
    )
  })

  it('asks for a required extension', () => {
    const strict = { ...deviceType, extensions: deviceType.extensions.map((each) => ({ ...each, required: true })) }

    expect(missing(strict, {})).toBe('400 invalidValue: urn:example:Warranty is required')
    expect(missing(strict, { 'urn:example:Warranty': { contract: '1' } })).toBe('done')
  })
})
