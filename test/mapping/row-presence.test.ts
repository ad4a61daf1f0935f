import { describe, expect, it } from 'vitest'
import { printFilter } from '../../src/ldap/filter.ts'
import { compileMapping, MappingError } from '../../src/mapping/compile/compile.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { boolean, findAttribute, integer } from '../../src/scim/schema/attribute.ts'
import { userResourceType } from '../../src/scim/schema/core-resource-types.ts'
import {
  changed,
  decoded,
  encoded,
  entry,
  problemsWith,
  published,
  pushed,
  subschema,
  userDeclaration,
} from './support.ts'

const badge = 'urn:example:scim:schemas:2.0:Badge'
const withBadge = {
  ...userResourceType,
  extensions: [
    {
      schema: {
        id: badge,
        name: 'Badge',
        description: '',
        attributes: [boolean('on', { required: true }), boolean('photo'), integer('level', { required: true })],
      },
      required: true,
    },
  ],
}
const compile = (rows: MappingDeclaration['attributes']) => {
  const kept = Object.entries(userDeclaration(rows).attributes).filter(([path]) => !path.includes('enterprise'))
  const declaration = { ...userDeclaration(), attributes: Object.fromEntries(kept) }
  return compileMapping(declaration, declaredResourceType(declaration, withBadge), subschema)
}
const rows: MappingDeclaration['attributes'] = {
  [`${badge}:on`]: { present: 'carLicense', value: 'yes' },
  [`${badge}:photo`]: { present: 'jpegPhoto' },
  [`${badge}:level`]: { constant: 7 },
  userType: { constant: 'Employee' },
}
const mapping = compile(rows)
const extension = (name: string) => findAttribute(mapping.resourceType.extensions[0]?.schema.attributes, name)

describe('a boolean by presence', () => {
  it('is true where there is any value', () => {
    const person = entry({ uid: 'a', carLicense: ['x', 'y'], jpegPhoto: Buffer.from('ff', 'hex') })

    expect(decoded(mapping, person)[badge]).toEqual({ on: true, photo: true, level: 7 })
    expect(decoded(mapping, entry({ uid: 'a' }))[badge]).toEqual({ on: false, photo: false, level: 7 })
  })

  it('stores its value for true where there is none, and takes all away for false', () => {
    const person = entry({ uid: 'a', carLicense: ['x', 'y'] })
    const set = (on: boolean | undefined) => (before: object) => ({ ...before, [badge]: { on } }) as never

    expect(changed(mapping, entry({ uid: 'a' }), set(true))).toEqual([
      { operation: 'add', type: 'carlicense', values: ['yes'] },
    ])
    expect(changed(mapping, person, set(true))).toEqual([])
    for (const off of [false, undefined]) {
      expect(changed(mapping, person, set(off))).toEqual([
        { operation: 'delete', type: 'carlicense', values: ['x', 'y'] },
      ])
    }
  })

  it.each([
    ['on eq true', '(carLicense=*) exact'],
    ['on eq false', '(!(carLicense=*)) exact'],
    ['on ne true', '(!(carLicense=*)) exact'],
    ['on pr', '(&) exact'],
    ['on eq null', '(|) exact'],
    ['photo eq true', '(jpegPhoto=*) exact'],
  ])('is asked of the directory: %s', (filter, expected) => {
    expect(pushed(mapping, `${badge}:${filter}`)).toBe(expected)
  })

  it('is readOnly without a value to be stored, and need not be sent', () => {
    expect(extension('photo')?.mutability).toBe('readOnly')
    expect(extension('on')).toMatchObject({ mutability: 'readWrite', required: true, supplied: true })
  })
})

describe('a constant', () => {
  it('is shown of everybody and never stored', () => {
    expect(decoded(mapping, entry({ uid: 'a', employeeType: 'X' })).userType).toBe('Employee')
    expect(encoded(mapping, { userName: 'a', userType: 'Other' })).toEqual({ uid: ['a'] })
    expect(published(mapping, 'userType')?.mutability).toBe('readOnly')
    expect(extension('level')).toMatchObject({ mutability: 'readOnly', supplied: true })
  })

  it.each([
    ['userType eq "EMPLOYEE"', '(&) exact'],
    ['userType ne "EMPLOYEE"', '(|) exact'],
    ['userType sw "X"', '(|) exact'],
    ['userType pr', '(&) exact'],
    ['userType eq null', '(|) exact'],
    [`${badge}:level gt 6`, '(&) exact'],
    ['not (userType eq "x")', '(&) exact'],
  ])('is all or nothing: %s', (filter, expected) => {
    expect(pushed(mapping, filter)).toBe(expected)
  })
})

it('hides nobody from a type that requires it', () => {
  expect(printFilter(mapping.entryFilter)).not.toMatch(/carLicense|jpegPhoto/)
})

describe('a row that does not fit', () => {
  it.each<readonly [string, MappingDeclaration['attributes'], string]>([
    ['presence for a text', { title: { present: 'cn' } }, 'attributes.title: title is neither true nor false'],
    [
      'presence that would let people in',
      { active: { present: 'carLicense', value: 'x' } },
      'attributes.active: active is written by { attribute, values } or { flag, lock }',
    ],
    [
      'a constant of another type',
      { title: { constant: true } },
      expect.stringMatching(/^attributes.title: title takes /) as unknown as string,
    ],
    ['a constant for a list', { emails: { constant: 'x' } }, 'attributes.emails: emails is a list'],
    [
      'a constant for what must differ',
      { userName: { constant: 'x' } },
      'attributes.userName: uniqueness of userName cannot be kept: define it as none',
    ],
  ])('is reported: %s', (_, wrong, expected) => {
    expect(problemsWith(wrong)).toContainEqual(expected)
  })

  it.each([
    ['a value that the syntax cannot hold', { present: 'mail', value: 'ä' }, 'mail cannot hold "ä"'],
    ['bytes', { present: 'jpegPhoto', value: 'x' }, 'jpegPhoto cannot hold "x"'],
    [
      'what the directory sets',
      { present: 'entryCSN', value: 'x' },
      'the directory sets entryCSN itself: nobody can write it',
    ],
  ])('is reported: %s', (_, row, expected) => {
    const attempt = () => compile({ ...rows, [`${badge}:on`]: row })

    expect(attempt).toThrow(MappingError)
    expect(attempt).toThrow(expected)
  })
})
