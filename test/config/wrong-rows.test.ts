/** A wrong mapping of each kind stops at start, with the line and the reason: paths, types, shapes. docs/mapping.md */
import { describe, expect, it } from 'vitest'
import { stops } from './stops.ts'

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

  it('is memberships of no type', () => {
    expect(stops(`groups: { memberships: [], memberOf: seeAlso }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:28: users.attributes.groups.memberships: expected at least one resource type, found a list",
      ]
    `)
  })

  it('is members by URLs in what is no list, or of no type', () => {
    expect(stops(`title: { memberUrls: labeledURI, to: [User] }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:12: users.attributes.title: title is no list of references",
      ]
    `)
    expect(stops(`emails: { memberUrls: jpegPhoto, to: [User] }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:5: attributes.emails: jpegPhoto does not hold URLs",
      ]
    `)
    expect(stops(`emails: { memberUrls: labeledURI, to: [Room] }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:13: users.attributes.emails: there is no resource type Room; expected one of User",
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

  it('is active by a flag that nothing enforces', () => {
    expect(stops(`active: { flag: scimActive }`)).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:7:13: users.attributes.active: a person can bind whatever scimActive says: expected lock, or enforcedBy, in words: what keeps out who is not active",
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
})
