/** A wrong mapping of each kind stops at start, with the line and the reason: values in forms of their own, and what goes with the rows. docs/mapping.md */
import { describe, expect, it } from 'vitest'
import { stops } from './stops.ts'

describe('a row of a form of its own that stops the start', () => {
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
