/** Which attribute types can hold which data types, and which rows which attributes. RFC 7643 §2.3, RFC 4517 §3.3 */
import { describe, expect, it } from 'vitest'
import { compileMapping, MappingError } from '../../src/mapping/compile/compile.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { type Attribute, type AttributeType, complex, string } from '../../src/scim/schema/attribute.ts'
import { subschema } from './support.ts'

const simple = (type: AttributeType, more: Partial<Attribute> = {}): Attribute => ({ ...string('x', more), type })

/** What is wrong with one row for one attribute of a device. */
const problemsOf = (attribute: Attribute, row: MappingDeclaration['attributes'][string], key = 'x') => {
  const declaration: MappingDeclaration = {
    ...{ base: 'ou=devices,dc=example,dc=com', scope: 'sub', objectClass: 'device', rdn: 'cn' },
    ...{ createClasses: ['device'], auxiliaryClasses: ['extensibleObject'], attributes: { name: 'cn', [key]: row } },
  }
  const schema = { id: 'urn:example:Device', name: 'Device', description: '', attributes: [string('name'), attribute] }
  const type = { id: 'Device', name: 'Device', endpoint: '/Devices', description: '', schema, extensions: [] }
  try {
    compileMapping(declaration, declaredResourceType(declaration, type), subschema)
    return []
  } catch (error) {
    if (error instanceof MappingError) return error.problems.map(({ path, message }) => `${path}: ${message}`)
    throw error
  }
}

describe('an attribute type for values of a data type', () => {
  it.each<readonly [AttributeType, string]>([
    ...(['description', 'serialNumber', 'mail', 'telephoneNumber', 'x121Address', 'uidNumber'] as const).map(
      (type) => ['string', type] as const,
    ),
    ['reference', 'labeledURI'],
    ['boolean', 'scimActive'],
    ['boolean', 'description'],
    ['integer', 'uidNumber'],
    ['integer', 'x121Address'],
    ['integer', 'description'],
    ['decimal', 'description'],
    ['dateTime', 'pwdAccountLockedTime'],
    ['dateTime', 'description'],
    ['binary', 'jpegPhoto'],
    ['binary', 'userCertificate;binary'],
    ['binary', 'userPKCS12'],
  ])('is fit: %s in %s', (type, attributeType) => {
    expect(problemsOf(simple(type), attributeType)).toEqual([])
    if (subschema.attributeType(attributeType)?.singleValue) return
    expect(problemsOf(simple(type, { multiValued: true }), attributeType)).toEqual([])
    expect(problemsOf(simple(type, { multiValued: true }), { plain: [{ attribute: attributeType }] })).toEqual([])
  })

  it.each<readonly [AttributeType, string, string]>([
    ['string', 'jpegPhoto', 'does not hold text'],
    ['string', 'owner', 'does not hold text'],
    ['string', 'scimActive', 'does not hold text'],
    ['reference', 'owner', 'holds distinguished names: expected { reference, to }'],
    ['reference', 'uidNumber', 'does not hold URIs'],
    ['boolean', 'uidNumber', 'does not hold TRUE and FALSE'],
    ['integer', 'scimActive', 'does not hold whole numbers'],
    ['integer', 'mobile', 'does not hold whole numbers'],
    ['decimal', 'uidNumber', 'does not hold decimal numbers: expected one of text'],
    ['dateTime', 'uidNumber', 'does not hold times'],
    ['binary', 'description', 'does not hold bytes'],
  ])('is refused: %s in %s', (type, attributeType, expected) => {
    const problems = [`attributes.x: ${attributeType} ${expected}`]

    expect(problemsOf(simple(type), attributeType)).toEqual(problems)
    expect(problemsOf(simple(type, { multiValued: true }), attributeType)).toEqual(problems)
  })

  it('is refused for a list of elements where its codec does not fit it', () => {
    const list = complex('x', [string('value'), string('type')], { multiValued: true })

    expect(problemsOf(list, { plain: [{ attribute: 'jpegPhoto' }] })).toEqual([
      'attributes.x: jpegPhoto does not hold text',
    ])
    expect(problemsOf(list, { plain: [{ attribute: 'mail', codec: 'base64' }] })).toEqual([
      'attributes.x: mail does not hold bytes',
    ])
    expect(problemsOf(list, { structured: 'owner' })).toEqual(['attributes.x: owner does not hold text'])
  })
})

describe('a row for an attribute', () => {
  const values = simple('string', { multiValued: true })
  const reference = complex('x', [string('value'), string('since')])

  it.each<readonly [string, Attribute, MappingDeclaration['attributes'][string], string]>([
    [
      'a companion for simple values',
      values,
      { plain: [{ attribute: 'mail' }], structured: 'description' },
      'expected { plain } alone: the values are no elements with parts',
    ],
    [
      'a type for simple values',
      values,
      { plain: [{ attribute: 'mail', as: 'work' }] },
      'the values have no type: nothing can be stored as one',
    ],
    ['a default for a list', values, { attribute: 'mail', default: ['name'] }, 'a list has no default'],
    [
      'a list for one value',
      simple('string'),
      { plain: [{ attribute: 'mail' }] },
      'expected an attribute type: this attribute is no list of elements',
    ],
    [
      'one value for a complex attribute',
      reference,
      'mail',
      'expected a list, a reference or one row for each sub-attribute',
    ],
    [
      'one reference for a list',
      complex('x', [string('value')], { multiValued: true }),
      { reference: 'owner', to: 'Device' },
      'x is no single reference',
    ],
    ['a list for one reference', reference, { members: 'seeAlso', to: ['Device'] }, 'x is no list of references'],
    [
      'memberships that could be written',
      complex('x', [string('value')], { multiValued: true }),
      { memberships: 'Group' },
      'x must be readOnly: it is found, not stored',
    ],
    [
      'a flag for a list',
      simple('boolean', { multiValued: true }),
      { flag: 'scimActive' },
      'x is neither true nor false',
    ],
    [
      'uniqueness in a list',
      simple('string', { multiValued: true, uniqueness: 'server' }),
      'mail',
      'uniqueness of x cannot be kept: define it as none',
    ],
    [
      'uniqueness of an element’s part',
      complex('x', [string('value', { uniqueness: 'global' })], { multiValued: true }),
      { plain: [{ attribute: 'mail' }] },
      'uniqueness of value cannot be kept: define it as none',
    ],
    [
      'uniqueness that nobody can look for',
      simple('string', { uniqueness: 'server' }),
      'facsimileTelephoneNumber',
      'facsimileTelephoneNumber has no EQUALITY rule, so that nobody can look for a value that must be unique',
    ],
  ])('is refused: %s', (_, attribute, row, expected) => {
    expect(problemsOf(attribute, row)).toEqual([`attributes.x: ${expected}`])
  })

  it('holds of a reference what follows from the id, and advertises nothing else', () => {
    const attributes = { x: { reference: 'owner', to: 'User' } }
    const declaration = { attributes } as unknown as MappingDeclaration
    const schema = { id: 'urn:example:Device', name: 'Device', description: '', attributes: [reference] }
    const type = { id: 'Device', name: 'Device', endpoint: '/Devices', description: '', schema, extensions: [] }

    const [declared] = declaredResourceType(declaration, type).schema.attributes

    expect(declared?.subAttributes?.map(({ name }) => name)).toEqual(['value'])
  })
})
