import { describe, expect, it } from 'vitest'
import { compileMapping } from '../../src/mapping/compile/compile.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { inetOrgPersonPreset } from '../../src/mapping/presets/inet-org-person.ts'
import type { Attribute } from '../../src/scim/schema/attribute.ts'
import { userResourceType } from '../../src/scim/schema/core-resource-types.ts'
import { changed, decoded, encoded, entry, problemsWith, pushed, subschema } from './support.ts'

const open: Attribute = {
  ...(userResourceType.schema.attributes.find(({ name }) => name === 'active') as Attribute),
  ...{ name: 'open', required: false, supplied: false },
}
const resourceType = {
  ...userResourceType,
  schema: { ...userResourceType.schema, attributes: [...userResourceType.schema.attributes, open] },
}
const declaration = {
  ...inetOrgPersonPreset.User,
  base: 'ou=people,dc=example,dc=com',
  attributes: { ...inetOrgPersonPreset.User.attributes, open: { absent: 'carLicense', value: 'shut' } },
}
const mapping = compileMapping(declaration, declaredResourceType(declaration, resourceType), subschema)
const set = (value: boolean | undefined) => (before: object) => ({ ...before, open: value }) as never

describe('true by absence', () => {
  const [with_, without] = [entry({ uid: 'a', carLicense: ['x', 'y'] }), entry({ uid: 'a' })]

  it('is false where there is a value, whichever', () => {
    expect(decoded(mapping, with_).open).toBe(false)
    expect(decoded(mapping, without).open).toBe(true)
  })

  it('stores its value for false, and takes all away for true', () => {
    expect(changed(mapping, with_, set(false))).toEqual([])
    expect(changed(mapping, without, set(true))).toEqual([])
    expect(changed(mapping, with_, set(true))).toEqual([
      { operation: 'delete', type: 'carlicense', values: ['x', 'y'] },
    ])
    expect(changed(mapping, without, set(false))).toEqual([{ operation: 'add', type: 'carlicense', values: ['shut'] }])
    expect(encoded(mapping, { userName: 'a', open: false } as never).carlicense).toEqual(['shut'])
    expect(encoded(mapping, { userName: 'a' })).not.toHaveProperty('carlicense')
  })

  it.each([
    ['open eq true', '(!(carLicense=*)) exact'],
    ['open eq false', '(carLicense=*) exact'],
    ['open ne true', '(carLicense=*) exact'],
    ['open pr', '(&) exact'],
  ])('is asked for exactly: %s', (filter, expected) => {
    expect(pushed(mapping, filter)).toBe(expected)
  })
})

describe('a required attribute that is only read', () => {
  const sn = { attribute: 'description', access: 'readOnly' } as const

  it('is filled by createAttributes, another row or the directory, or stops the start', () => {
    expect(problemsWith({ 'name.familyName': sn })).toEqual([
      'attributes.name.familyName: name.familyName is required and readOnly: name description in createAttributes, or no new entry would have it',
    ])
    expect(problemsWith({ 'name.familyName': sn }, { createAttributes: { description: 'x' } })).toEqual([])
    expect(problemsWith({ 'name.familyName': sn, title: 'description' })).toEqual([])
    expect(problemsWith({ 'name.familyName': { ...sn, attribute: 'structuralObjectClass' } })).toEqual([])
  })
})
