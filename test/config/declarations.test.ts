/** Mistakes in mappings that are found before any directory is asked, each with its place. */
import { describe, expect, it } from 'vitest'
import { ruleDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { load, minimal, problemsOf } from './support.ts'

const role = {
  id: 'urn:acme:2.0:Role',
  attributes: [{ name: 'title', required: true }, { name: 'notes' }, { name: 'level', type: 'integer' }],
}
const extension = { id: 'urn:acme:2.0:User', attributes: [{ name: 'plates', multiValued: true }] }
const types = [
  { name: 'Role', endpoint: '/Roles', schema: role.id },
  {
    ...{ name: 'User', endpoint: '/Users', schema: 'urn:ietf:params:scim:schemas:core:2.0:User' },
    schemaExtensions: [{ schema: extension.id, required: false }],
  },
]
const files = {
  '/etc/scimdap/schemas.json': JSON.stringify([role, extension]),
  '/etc/scimdap/types.json': JSON.stringify(types),
}

const given = ({ users = '{}', role = '{}', base = 'ou=roles,dc=example,dc=com', more = '' } = {}) => ({
  text: `${minimal.replace('users:\n', `users:\n  attributes: ${users}\n`)}schemas: [schemas.json]
resourceTypes: [types.json]
resources:
  Role:
    base: ${base}
    objectClass: organizationalRole
    createClasses: [organizationalRole]
    rdn: cn
    attributes: { title: cn, ${role.slice(1)}
${more}`,
  files,
})
const problems = (parameters: Parameters<typeof given>[0]) =>
  problemsOf(given(parameters)).map((problem) => problem.replace('/etc/scimdap/', ''))

describe('the path of a row', () => {
  it('is the name of an attribute, or near one', () => {
    expect(problems({ role: '{ notez: description, LEVEL: postOfficeBox }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:19:31: resources.Role.attributes.notez: no attribute of Role has this name; did you mean notes?",
      ]
    `)
    expect(problems({ role: '{ somethingElse: description, "no path": description }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:19:31: resources.Role.attributes.somethingElse: no attribute of Role has this name",
        "scimdap.yaml:19:70: resources.Role.attributes["no path"]: "no path" is not an attribute path",
      ]
    `)
    expect(problems({ role: '{ notez: null }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:19:31: resources.Role.attributes.notez: no attribute of Role has this name; did you mean notes?",
      ]
    `)
  })

  it('carries the URN of its extension', () => {
    expect(problems({ users: '{ plates: carLicense }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:17: users.attributes.plates: no attribute of User has this name; did you mean urn:acme:2.0:User:plates?",
      ]
    `)
    expect(problems({ users: '{ "urn:acme:2.0:Usr:plates": carLicense }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:17: users.attributes["urn:acme:2.0:Usr:plates"]: no attribute of User has this name; did you mean urn:acme:2.0:User:plates?",
      ]
    `)
    expect(problems({ users: '{ "urn:other:Thing:plates": carLicense }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:17: users.attributes["urn:other:Thing:plates"]: no attribute of User has this name; did you mean urn:acme:2.0:User:plates?",
      ]
    `)
    expect(problems({ users: '{ "urn:other:Thing:colour": carLicense }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:17: users.attributes["urn:other:Thing:colour"]: no attribute of User has this name; the extensions of User are urn:acme:2.0:User",
      ]
    `)
    expect(problems({ role: '{ "urn:other:Thing:colour": description }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:19:31: resources.Role.attributes["urn:other:Thing:colour"]: no attribute of Role has this name; Role has no extensions",
      ]
    `)
    expect(load(given({ users: '{ "urn:acme:2.0:User:plates": carLicense }' })).resources).toHaveLength(2)
  })

  it('may be one of the preset that is taken out, though the resource type has none', () => {
    const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department'

    expect(load(given({ users: `{ "${enterprise}": null, nickName: null }` })).resources).toHaveLength(2)
    expect(problems({ users: '{ nickNam: null }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:17: users.attributes.nickNam: no attribute of User has this name; did you mean nickName?",
      ]
    `)
  })

  it('stands once, and fits its row', () => {
    expect(problems({ users: '{ USERNAME: cn, emails: mail }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:39: users.attributes.emails: expected a list, a reference or one row for each sub-attribute",
        "scimdap.yaml:6:27: users.attributes.USERNAME: the same attribute as userName",
      ]
    `)
    expect(problems({ role: '{ notes: { attribute: description, default: [titel] } }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:19:73: resources.Role.attributes.notes.default: "titel" is no attribute of Role",
      ]
    `)
  })
})

describe('a base', () => {
  it('is a distinguished name', () => {
    expect(problems({ base: 'roles', more: 'references: { base: everything }\n' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:20:21: references.base: expected a distinguished name, such as ou=people,dc=example,dc=com",
        "scimdap.yaml:15:11: resources.Role.base: expected a distinguished name, such as ou=people,dc=example,dc=com",
      ]
    `)
  })
})

describe('a row that is of no kind', () => {
  it('is told by the mistake in the kind that it resembles most', () => {
    expect(
      problems({ users: '{ photos: { plain: [{ attribute: jpegPhoto, codec: base65 }] } }' }),
    ).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:66: users.attributes.photos.plain[0].codec: expected text or base64 or data-uri, found "base65"",
      ]
    `)
    expect(problems({ users: '{ photos: { plain: [{ atribute: jpegPhoto }] } }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:37: users.attributes.photos.plain[0].atribute: no option has this name; did you mean attribute?",
        "scimdap.yaml:6:35: users.attributes.photos.plain[0].attribute: is required",
      ]
    `)
    expect(problems({ users: '{ nickName: { attr: x } }' })).toEqual([
      expect.stringContaining(`nickName: ${ruleDeclaration.message}, found options`),
    ])
    expect(problems({ users: '{ nickName: { attributes: x } }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:41: users.attributes.nickName.attributes: expected a list, found "x"",
      ]
    `)
    expect(problems({ users: '{ "manager": { reference: manager, two: User } }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:50: users.attributes.manager.two: no option has this name; did you mean to?",
        "scimdap.yaml:6:17: users.attributes.manager.to: is required",
      ]
    `)
    expect(problems({ users: '{ password: { password: userPassword, by: magic } }' })).toMatchInlineSnapshot(`
      [
        "scimdap.yaml:6:57: users.attributes.password.by: expected operation or value, found a text that is not shown",
      ]
    `)
    expect(problems({ users: '{ nickName: [cn] }' })).toEqual([
      expect.stringContaining(`nickName: ${ruleDeclaration.message}, found a list`),
    ])
  })
})

describe('options that do not fit each other', () => {
  it.each([
    'https://scim.example.com/scim/v2?x=1',
    'https://scim.example.com/scim/v2#x',
    'scim.example.com',
    'https://scim.example.com//scim',
    'https://scim.example.com/sc im',
  ])('publicUrl: %s', (url) => {
    expect(problemsOf({ text: `${minimal}publicUrl: '${url}'\n` })).toMatchSnapshot()
  })

  it('shows no password in a public URL', () => {
    const [problem] = problemsOf({ text: `${minimal}publicUrl: 'https://me:hunter2@example.com'\n` })

    expect(problem).toContain('without a user or a password in it')
    expect(problem).not.toContain('hunter2')
  })

  it('metrics on the port of the service', () => {
    const text = (metrics: string, listen = '{ port: 8474 }') => `${minimal}listen: ${listen}\nmetrics: ${metrics}\n`

    expect(problemsOf({ text: text('{ enabled: true, port: 8474 }') })).toMatchInlineSnapshot(`
      [
        "/etc/scimdap/scimdap.yaml:11:33: metrics.port: is the port of the service itself (listen.port, 8474): metrics need one of their own",
      ]
    `)
    expect(problemsOf({ text: text('{ enabled: true, port: 8474, host: 0.0.0.0 }') })).toHaveLength(1)
    for (const metrics of ['{ port: 8474 }', '{ enabled: true, port: 8474, host: 127.0.0.2 }', '{ enabled: true }'])
      expect(load({ text: text(metrics) }).listen.port).toBe(8474)
    expect(load({ text: text('{ enabled: true, port: 0 }', '{ port: 0 }') }).listen.port).toBe(0)
  })
})

describe('several bases', () => {
  const places = (text: string) =>
    problemsOf({ text: minimal.replace(/^users:\n {2}base: .*$/m, `users:\n${text}`) }).map((problem) =>
      problem.replace('/etc/scimdap/', ''),
    )

  it('take the place of base', () => {
    const text = minimal.replace(
      /^ {2}base: .*$/m,
      "  bases: [{ base: 'ou=a,dc=x', scope: one }, { base: 'ou=b,dc=x' }]",
    )

    expect(load({ text }).resources[0]?.declaration.bases).toHaveLength(2)
  })

  it.each([
    ["  base: ou=a,dc=x\n  bases: [{ base: 'ou=b,dc=x' }]", 'bases: stands beside base: only one of them is wanted'],
    ["  bases: [{ base: 'ou=a,dc=x' }, { base: 'ou=c,ou=a,dc=x' }]", 'bases[1].base: overlaps with'],
    ['  bases: [{ base: nothing }]', 'bases[0].base: expected a distinguished name'],
    ['  bases: []', 'bases: expected at least one base'],
    ["  bases: [{ base: 'ou=a,dc=x', scope: deep }]", 'bases[0].scope: expected one or sub'],
    ['  title: x', 'base: is required'],
    ['  base: ou=a,dc=x\n  createBase: ou=b,dc=x', 'createBase: lies in none of the bases'],
    ['  base: ou=a,dc=x\n  scope: one\n  createBase: ou=b,ou=a,dc=x', 'createBase: lies in none of the bases'],
  ])('are refused where they make no sense, with the line: %s', (text, message) => {
    expect(
      places(text).some(
        (problem) => /^scimdap\.yaml:\d+:\d+: users\./.test(problem) && problem.includes(`users.${message}`),
      ),
    ).toBe(true)
  })
})
