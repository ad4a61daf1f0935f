import { describe, expect, it } from 'vitest'
import { sameValue, valueKey } from '../../../src/scim/resource/equality.ts'
import type { Value } from '../../../src/scim/resource/resource.ts'
import { enterpriseUser } from '../../../src/scim/schema/enterprise-user.ts'
import { group } from '../../../src/scim/schema/group.ts'
import { commonAttributes } from '../../../src/scim/schema/resource-type.ts'
import type { Schema } from '../../../src/scim/schema/schema.ts'
import { user } from '../../../src/scim/schema/user.ts'
import { definition, device } from '../schema/sample-types.ts'

type Case = readonly [schema: Schema, name: string, a: Value | undefined, b: Value | undefined]

/** With a title for the test's name, since a schema is long. */
const titled = (cases: readonly Case[]) =>
  cases.map(([schema, name, a, b]) => ({ title: `${schema.name} ${name}`, schema, name, a, b }))

const common: Schema = { id: '', name: 'Common', description: '', attributes: commonAttributes }

const equal: readonly Case[] = [
  [user, 'userName', 'Ada', 'aDA'],
  [user, 'userName', ' ada  lovelace ', 'ADA Lovelace'],
  [user, 'userName', 'ａｄａ', 'ada'],
  [user, 'userName', 'É', 'e\u0301'],
  [device, 'bought', '2024-01-01T00:00:00Z', '2024-01-01T02:00:00.000+02:00'],
  [device, 'bought', '2023-12-31T24:00:00Z', '2024-01-01T00:00:00'],
  [device, 'firmware', '/+8=', '_-8'],
  [device, 'bought', '0099-12-31T23:59:59Z', '0100-01-01T13:59:59+14:00'],
  [device, 'weight', 0, -0],
  [device, 'tags', ['a', 'b'], ['B', 'A', 'a']],
  [device, 'tags', [], undefined],
  [device, 'owner', {}, undefined],
  [enterpriseUser, 'manager', { value: '1', displayName: 'Ada' }, { value: '1', displayName: 'Eve' }],
  [enterpriseUser, 'manager', { displayName: 'Ada' }, undefined],
  [user, 'emails', [{ value: 'a', primary: false }], [{ value: 'A' }]],
  [user, 'emails', [{ value: 'a', type: 'x' }, { value: 'b' }], [{ value: 'b' }, { type: 'X', value: 'a' }]],
  [user, 'name', { familyName: 'L', givenName: undefined }, { familyName: 'l' }],
]

const different: readonly Case[] = [
  [user, 'userName', 'ada', 'eve'],
  [user, 'userName', 'ada', undefined],
  [user, 'userName', 'a b', 'ab'],
  [common, 'externalId', 'Ada', 'ada'],
  [device, 'bought', '2024-01-01T00:00:00Z', '2024-01-01T00:00:00.0001Z'],
  [device, 'firmware', 'YWE=', 'YWA='],
  [device, 'enabled', false, undefined],
  [device, 'enabled', false, true],
  [device, 'slots', 0, undefined],
  [device, 'tags', ['a', 'b'], ['a']],
  [device, 'tags', ['a","b'], ['a', 'b']],
  [user, 'emails', [{ value: 'a', primary: true }], [{ value: 'a' }]],
  [user, 'emails', [{ value: 'a', type: 'work' }], [{ value: 'a' }]],
  [user, 'emails', [{ value: 'work' }], [{ type: 'work' }]],
  [user, 'groups', [{ value: '1' }], [{ value: '2' }]],
  [group, 'members', [{ value: 'a' }], [{ value: 'A' }]],
]

describe('RFC 7643 §2.3-2.5: equality', () => {
  it.each(titled(equal))('$title: $a equals $b', ({ schema, name, a, b }) => {
    const attribute = definition(schema, name)

    expect(sameValue(attribute, a, b)).toBe(true)
    expect(sameValue(attribute, b, a)).toBe(true)
  })

  it.each(titled(different))('$title: $a differs from $b', ({ schema, name, a, b }) => {
    const attribute = definition(schema, name)

    expect(sameValue(attribute, a, b)).toBe(false)
    expect(sameValue(attribute, b, a)).toBe(false)
  })

  it('gives keys of elements that no separator in a value can forge', () => {
    const emails = definition(user, 'emails')

    expect(valueKey(emails, { value: 'a', display: 'b' })).not.toBe(valueKey(emails, { value: 'a","display","b' }))
  })
})
