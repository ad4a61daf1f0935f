/** A wrong mapping of each kind, from the YAML to the schema of a real slapd: the line and the reason. docs/mapping.md */
import { describe, expect, it } from 'vitest'
import { compileMappings, declaredTypes } from '../../src/app/compile-operations.ts'
import { ConfigError } from '../../src/config/problem.ts'
import { MappingError } from '../../src/mapping/compile.ts'
import { subschema } from '../mapping/support.ts'
import { load, minimal } from './support.ts'

/** What keeps `serve` from serving with these rows of users, and whatever else stands below `users`. */
const stops = (row: string, more = ''): readonly string[] => {
  const text = minimal.replace('users:\n', `users:\n${more}  attributes:\n    ${row}\n`)
  try {
    compileMappings(declaredTypes(load({ text })), subschema)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ where, message }) => short(`${where}: ${message}`))
    if (!(error instanceof MappingError)) throw error
    return error.problems.map(({ where, path, message }) => short(`${where}: ${path}: ${message}`))
  }
  return []
}
const short = (problem: string) => problem.replace('/etc/scimdap/', '')

describe('a row that stops the start', () => {
  it('is a misspelt path', () => {
    expect(stops(`displayNam: cn`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: users.attributes.displayNam: no attribute of User has this name; did you mean displayName?",
      ]
    `)
  })

  it('is a misspelt option', () => {
    expect(stops(`title: { atribute: title }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:14: users.attributes.title.atribute: no option has this name; did you mean attribute?",
        "scimdap.yaml:7:5: users.attributes.title.attribute: is required",
      ]
    `)
  })

  it('is an attribute type that there is not', () => {
    expect(stops(`title: titel`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: the directory's schema has no attribute type titel",
      ]
    `)
  })

  it('is a syntax that cannot hold the value', () => {
    expect(stops(`title: jpegPhoto`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: jpegPhoto does not hold text",
      ]
    `)
  })

  it('is what the directory sets itself', () => {
    expect(stops(`title: entryUUID`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: the directory sets entryUUID itself: nobody can write it",
      ]
    `)
  })

  it('is a type that no object class allows', () => {
    expect(stops(`title: homeDirectory`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: homeDirectory is allowed by none of inetOrgPerson, scimUser: add a class that allows it to createClasses or auxiliaryClasses",
      ]
    `)
  })

  it('is a type where another row is stored', () => {
    expect(stops(`title: employeeNumber`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:3: attributes.urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber: employeeNumber is where title is stored: the two would overwrite each other (PutGet would break); remove one of them (title: null) or choose another attribute type",
      ]
    `)
  })

  it('is a row for one sub-attribute of many elements', () => {
    expect(stops(`emails.value: mail`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:19: users.attributes["emails.value"]: expected a row for emails as a whole, since it has many elements",
      ]
    `)
  })

  it('is a complex attribute in one type', () => {
    expect(stops(`name: cn`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:11: users.attributes.name: expected a list, a reference or one row for each sub-attribute",
      ]
    `)
  })

  it('is an access that there is not', () => {
    expect(stops(`title: { attribute: title, access: none }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:40: users.attributes.title.access: expected readOnly or writeOnly, found "none"",
      ]
    `)
  })

  it('is a value map whose writes are not told', () => {
    expect(stops(`userType: { attribute: employeeType, values: { A: X, B: X } }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.userType: A and B all mean X: name the one to be stored in writes: [A]",
      ]
    `)
  })

  it('is a value map of the wrong type', () => {
    expect(stops(`userType: { attribute: employeeType, values: { A: true } }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:15: users.attributes.userType: userType is of type string and cannot be true",
      ]
    `)
  })

  it('is active that nothing enforces', () => {
    expect(stops(`active: { attribute: employeeType, values: { A: true, L: false } }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:13: users.attributes.active: a person can bind whatever employeeType says: expected enforcedBy, in words: what keeps out who is not active",
      ]
    `)
  })

  it('is presence of a text', () => {
    expect(stops(`title: { present: title, value: x }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:12: users.attributes.title: title is neither true nor false",
      ]
    `)
  })

  it('is a constant of the wrong type', () => {
    expect(stops(`active: { constant: maybe }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.active: active takes true or false",
      ]
    `)
  })

  it('is a template with a brace too few', () => {
    expect(stops(`title: { template: '{title' }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: "{title" has a brace without its partner, or nothing in between",
      ]
    `)
  })

  it('is a template of two names to be written', () => {
    expect(stops(`title: { template: '{title} {l}', access: readWrite }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: only a template of one name, with a text around it, can be written (PutGet would break): leave access out",
      ]
    `)
  })

  it('is alternatives of which one is written elsewhere', () => {
    expect(stops(`title: { attributes: [sn, title] }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: sn is written by name.familyName, too: make one of the two readOnly (GetPut would break)",
      ]
    `)
  })

  it('is a part that there is not', () => {
    expect(stops(`title: { attribute: title, part: 3, of: 2, separator: ',' }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: there is no part 3 of 2",
      ]
    `)
  })

  it('is a letter that separates', () => {
    expect(stops(`title: { attribute: title, part: 1, of: 2, separator: x }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:59: users.attributes.title.separator: expected one to three blanks or signs, such as ",", found "x"",
      ]
    `)
  })

  it('is two rows for one part', () => {
    expect(
      stops(
        `title: { attribute: street, part: 1, of: 2, separator: ',' }\n    nickName: { attribute: street, part: 1, of: 2, separator: ',' }`,
      ),
    ).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: part 1 of street is nickName already (PutGet would break)",
      ]
    `)
  })

  it('is a text around nothing', () => {
    expect(stops(`title: { attribute: title, stored: 'Dr. ' }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: "Dr. " needs {value} once, and a text around it",
      ]
    `)
  })

  it('is a format of another type', () => {
    expect(stops(`title: { attribute: employeeNumber, format: epochDays }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:12: users.attributes.title: title is of type string: epochDays is for dateTime",
      ]
    `)
  })

  it('is an expression that is none', () => {
    expect(stops(`title: { expression: 'entry.title[0' }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: Expected RBRACKET, got EOF",
      ]
    `)
  })

  it('is an expression of another type', () => {
    expect(stops(`title: { expression: 'size(entry.title)' }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: gives int: title is of type string, expected string",
      ]
    `)
  })

  it('is an expression whose cost has no bound', () => {
    expect(stops(`title: { expression: 'entry.title[0].matches("(a+)+") ? "a" : "b"' }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: matches is not offered: what it costs has no bound",
      ]
    `)
  })

  it('is an expression that is written and not read', () => {
    expect(stops(`title: { expression: 'entry.title[0]', write: { l: 'value' } }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: expression reads title, and write stores l alone: what is written is not what is read (PutGet)",
      ]
    `)
  })

  it('is an expression that reads another value than was written', () => {
    expect(stops(`title: { expression: 'entry.title[0]', write: { title: 'value + "!"' } }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.title: what write stores, expression does not read as it was sent (PutGet)",
      ]
    `)
  })

  it('is two primary elements', () => {
    expect(
      stops(`emails: { plain: [{ attribute: mail, primary: first }, { attribute: street, primary: first }] }`),
    ).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.emails: street cannot have the primary element: mail has it",
      ]
    `)
  })

  it('is a reference that is none', () => {
    expect(
      stops(`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager: { reference: title, to: User }`),
    ).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager: title does not hold distinguished names",
      ]
    `)
  })

  it('is a reference to nobody', () => {
    expect(
      stops(`urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager: { reference: manager, to: Person }`),
    ).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:73: users.attributes["urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager"]: there is no resource type Person; expected one of User",
      ]
    `)
  })

  it('is a required attribute that is only read', () => {
    expect(stops(`name.familyName: { attribute: title, access: readOnly }\n    title: null`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.name.familyName: name.familyName is required and readOnly: name title in createAttributes, or no new entry would have it",
      ]
    `)
  })

  it('is a required attribute without a row', () => {
    expect(stops(`userName: null`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: users.attributes: userName must be mapped: User requires it",
      ]
    `)
  })

  it('is an RDN without a row', () => {
    expect(stops(`userName: cn`, `  rdn: uid\n`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:3: rdn: no attribute is mapped to uid: a new entry would have no name",
      ]
    `)
  })

  it('is createAttributes that a row writes', () => {
    expect(stops(`title: title`, `  createAttributes: { title: x }\n`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:23: createAttributes.title: title is written by title: make that readOnly",
      ]
    `)
  })

  it('is a default of something that is not there', () => {
    expect(stops(`title: { attribute: title, default: [nope] }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:41: users.attributes.title.default: "nope" is no attribute of User",
      ]
    `)
  })

  it('is a row twice', () => {
    expect(stops(`title: title\n    TITLE: l`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:8:12: users.attributes.TITLE: the same attribute as title",
      ]
    `)
  })
})
