/** Rows that no entry could hold, or not all at once. RFC 4512 §2.4, §2.5.1 */
import { describe, expect, it } from 'vitest'
import { parseSubschema } from '../../src/directory/subschema.ts'
import { compileMapping, MappingError } from '../../src/mapping/compile/compile.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { boolean, complex, dateTime, string } from '../../src/scim/schema/attribute.ts'
import { userResourceType } from '../../src/scim/schema/core-resource-types.ts'
import { subschema, userDeclaration } from './support.ts'

const reference = [string('value'), string('display')]
const role = {
  ...{ id: 'urn:example:Role', name: 'Role', description: '' },
  attributes: [
    string('name', { required: true }),
    string('notes'),
    string('hints', { multiValued: true }),
    string('marks', { multiValued: true }),
    string('shown', { mutability: 'readOnly' }),
    string('showns', { mutability: 'readOnly', multiValued: true }),
    boolean('temporary'),
    dateTime('since'),
    complex('owner', reference),
    complex('owners', reference, { multiValued: true }),
    complex('phones', reference, { multiValued: true }),
    complex('faxes', reference, { multiValued: true }),
  ],
}
const extension = {
  id: 'urn:example:More',
  name: 'More',
  description: '',
  attributes: [string('code'), string('badge')],
}
const roleType = {
  ...{ id: 'Role', name: 'Role', endpoint: '/Roles', description: '', schema: role },
  extensions: [{ schema: extension, required: false }],
}
const userType = { ...userResourceType, extensions: [...userResourceType.extensions, ...roleType.extensions] }

const messagesOf = (compile: () => unknown): readonly string[] => {
  try {
    compile()
    return []
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
}

const problemsOf = (
  rows: MappingDeclaration['attributes'],
  more: Partial<MappingDeclaration> = {},
  schema = subschema,
): readonly string[] => {
  const declaration: MappingDeclaration = {
    ...{ base: 'ou=roles,dc=example,dc=com', scope: 'sub', objectClass: 'organizationalRole', rdn: 'cn' },
    ...{ createClasses: ['organizationalRole'], auxiliaryClasses: [], attributes: { name: 'cn', ...rows }, ...more },
  }
  return messagesOf(() => compileMapping(declaration, declaredResourceType(declaration, roleType), schema))
}
const userProblemsOf = (rows: MappingDeclaration['attributes'], more: Partial<MappingDeclaration> = {}) => {
  const declaration = { ...userDeclaration(rows), ...more }
  return messagesOf(() => compileMapping(declaration, declaredResourceType(declaration, userType), subschema))
}

describe('an attribute type that no object class allows', () => {
  it('is named with its row and the classes', () => {
    expect(problemsOf({ notes: 'drink' })).toMatchInlineSnapshot(`
      [
        "attributes.notes: drink is not allowed by organizationalRole: add a class that allows it to createClasses or auxiliaryClasses",
      ]
    `)
    expect(problemsOf({ notes: 'drink' }, { auxiliaryClasses: ['simpleSecurityObject'] })).toMatchInlineSnapshot(`
      [
        "attributes.notes: drink is allowed by none of organizationalRole, simpleSecurityObject: add a class that allows it to createClasses or auxiliaryClasses",
      ]
    `)
  })

  it('names the class that a list of AUXILIARY classes took the place of, once for all of its types', () => {
    expect(userProblemsOf({}, { auxiliaryClasses: ['posixAccount'] })).toMatchInlineSnapshot(`
      [
        "auxiliaryClasses: add scimUser to the list, which takes the place of the preset's: scimExternalId, scimMiddleName, scimHonorificPrefix and 16 more cannot be stored without it",
      ]
    `)
    expect(userProblemsOf({}, { auxiliaryClasses: ['posixAccount', 'SCIMUSER'] })).toEqual([])
  })

  it('names the home of a password, too', () => {
    const rows = { ...Object.fromEntries(Object.keys(userDeclaration().attributes).map((key) => [key, null])) }
    const own = { userName: 'uid', password: { password: 'userPassword', by: 'value' } } as const
    const classes = { objectClass: 'domain', createClasses: ['domain'], auxiliaryClasses: ['uidObject'] }

    expect(userProblemsOf({ ...rows, ...own }, classes)).toEqual([])
    expect(
      userProblemsOf({ ...rows, ...own }, { ...classes, objectClass: 'device', createClasses: ['device'] }),
    ).toMatchInlineSnapshot(`
      [
        "attributes.password: userPassword is allowed by none of device, uidObject: add a class that allows it to createClasses or auxiliaryClasses",
      ]
    `)
  })

  it.each<readonly [string, MappingDeclaration['attributes'], Partial<MappingDeclaration>]>([
    ['one of several classes allows it', { notes: 'mail' }, { objectClass: ['organizationalRole', 'inetOrgPerson'] }],
    ['an AUXILIARY class allows it', { notes: 'labeledURI' }, { auxiliaryClasses: ['labeledURIObject'] }],
    ['extensibleObject allows everything', { notes: 'drink' }, { auxiliaryClasses: ['extensibleObject'] }],
    ['it is operational', { since: 'pwdAccountLockedTime' }, {}],
    ['it is only read', { shown: 'drink', showns: 'mail' }, {}],
    ['a superior class allows it', { notes: 'sn' }, { objectClass: ['organizationalRole', 'inetOrgPerson'] }],
  ])('is no problem where %s', (_, rows, more) => {
    expect(problemsOf(rows, more)).toEqual([])
  })

  it('is no problem where a content rule of the class allows it (RFC 4512 §4.1.6)', () => {
    const types = [
      "( 1.1.1 NAME 'cn' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
      "( 1.1.2 NAME 'drink' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 )",
    ]
    const classes = ["( 1.2.1 NAME 'organizationalRole' STRUCTURAL MUST cn )"]

    expect(problemsOf({ notes: 'drink' }, {}, parseSubschema(types, classes))).toHaveLength(1)
    expect(
      problemsOf({ notes: 'drink' }, {}, parseSubschema(types, classes, ["( 1.2.1 NAME 'more' MAY drink )"])),
    ).toEqual([])
  })
})

describe('a list in an attribute type that is SINGLE-VALUE', () => {
  it('is refused, of simple values and of references', () => {
    const more = { auxiliaryClasses: ['extensibleObject'] }

    expect(problemsOf({ hints: 'preferredLanguage' }, more)).toMatchInlineSnapshot(`
      [
        "attributes.hints: preferredLanguage is SINGLE-VALUE: it holds one value, and this attribute is a list (PutGet would break)",
      ]
    `)
    expect(problemsOf({ hints: { plain: [{ attribute: 'displayName' }] } }, more)).toHaveLength(1)
    expect(problemsOf({ showns: 'preferredLanguage' }, more)).toEqual([])
  })
})

describe('two rows on one attribute type', () => {
  const more = { auxiliaryClasses: ['extensibleObject'] }

  it('are refused where their values are not the same', () => {
    expect(problemsOf({ temporary: 'description', notes: 'description' })).toMatchInlineSnapshot(`
      [
        "attributes.notes: description is where temporary is stored: the two would overwrite each other (PutGet would break); remove one of them (temporary: null) or choose another attribute type",
      ]
    `)
    expect(problemsOf({ hints: 'description', marks: 'description' })).toMatchInlineSnapshot(`
      [
        "attributes.marks: description is where hints is stored: the two would overwrite each other (PutGet would break); remove one of them (hints: null) or choose another attribute type",
      ]
    `)
    expect(
      problemsOf({ phones: { structured: 'description' }, faxes: { structured: 'description' } }),
    ).toMatchInlineSnapshot(`
      [
        "attributes.faxes: description is where phones is stored: the two would overwrite each other (PutGet would break); remove one of them (phones: null) or choose another attribute type",
      ]
    `)
  })

  it('are refused where two schemas have one of them each', () => {
    expect(userProblemsOf({ 'urn:example:More:badge': 'employeeNumber' })).toMatchInlineSnapshot(`
      [
        "attributes.urn:example:More:badge: employeeNumber is where urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber is stored: the two would overwrite each other (PutGet would break); remove one of them (urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber: null) or choose another attribute type",
      ]
    `)
  })

  it.each<readonly [string, MappingDeclaration['attributes']]>([
    ['two texts of one schema', { notes: 'cn' }],
    ['a text and a list of texts', { notes: 'description', hints: 'description' }],
    ['a row that is only read', { notes: 'description', shown: 'description', showns: 'description' }],
    [
      'a reference and a list of them',
      { owner: { reference: 'seeAlso', to: 'User' }, owners: { members: 'seeAlso', to: ['User'] } },
    ],
    [
      'lists of elements split by type',
      {
        phones: { plain: [{ attribute: 'telephoneNumber', as: 'x' }] },
        faxes: { plain: [{ attribute: 'telephoneNumber' }] },
      },
    ],
  ])('are legal: %s', (_, rows) => {
    expect(problemsOf(rows, more)).toEqual([])
  })
})
