/** What a client may do, and what of that stops the start, with the line and the reason. docs/clients.md */
import { describe, expect, it } from 'vitest'
import { compileRights } from '../../src/app/client-rights.ts'
import { compileMappings, declaredTypes } from '../../src/app/compile-operations.ts'
import { ConfigError } from '../../src/config/problem.ts'
import { MappingError } from '../../src/mapping/compile/compile.ts'
import { subschema } from '../mapping/support.ts'
import { load, minimal } from './support.ts'

/** With these lines of the client, and of users. */
const textOf = (client: string, users = '') =>
  minimal.replace('users:\n', `users:\n${users}`).replace('  - name: idp\n', `  - name: idp\n    ${client}\n`)

const rightsWith = (client: string, users = '') => {
  const config = load({ text: textOf(client, users) })
  const mappings = compileMappings(declaredTypes(config), subschema)
  return compileRights({ config, mappings, subschema, observe: () => undefined })
}

const stops = (client: string, users?: string): readonly string[] => {
  try {
    rightsWith(client, users)
  } catch (error) {
    if (!(error instanceof ConfigError) && !(error instanceof MappingError)) throw error
    return error.problems.map((problem) => {
      const path = 'path' in problem ? `${problem.path}: ` : ''
      return `${problem.where}: ${path}${problem.message}`.replace('/etc/scimdap/', '')
    })
  }
  return []
}

const branch = 'ou=berlin,ou=people,dc=example,dc=com'

describe('what a client may do', () => {
  it.each([
    'setPassword: true',
    'may: {}',
    'may: { User: {} }',
    'may: { User: { operations: [read] } }',
    `may: { User: { operations: [list, read, create, patch], bases: ['${branch}'], filter: '(departmentNumber=7)' } }`,
    'may: { User: { operations: [list, read, patch], readExcept: [phoneNumbers, urn:ietf:params:scim:schemas:extension:enterprise:2.0:User], write: [emails, name.givenName] } }',
    'may: { User: { operations: [list, read], filter: "(createTimestamp>=20260101000000Z)" } }',
    `may: { User: { bases: ['ou=people,dc=example,dc=com'], createBase: '${branch}' } }`,
  ])('starts with %s', (client) => {
    expect(stops(client)).toEqual([])
  })

  it.each([
    [
      'may: { Users: {} }',
      /^scimdap.yaml:9:12: clients\[0\].may.Users: no resource type has this name; did you mean User\?$/,
    ],
    ['may: { Group: {} }', /^scimdap.yaml:9:12: .*no resource type has this name; expected one of User$/],
    ['may: [User]', /^scimdap.yaml:9:5: .*expected options below it/],
    ['may: { User: { operation: [read] } }', /^scimdap.yaml:9:20: .*did you mean operations\?/],
    [
      'may: { User: { operations: [write] } }',
      /^scimdap.yaml:9:33: .*expected one of list, read, create, replace, patch, delete/,
    ],
    ['may: { User: { operations: [patch] } }', /^scimdap.yaml:9:32: .*must name read/],
    [
      'access: read\n    may: { User: { operations: [read, patch] } }',
      /names patch, and the access of this client is read$/,
    ],
    ['may: { User: { read: [userName, name], readExcept: [title] } }', /readExcept: stands beside read: only one/],
    ['may: { User: { write: [title], writeExcept: [emails] } }', /writeExcept: stands beside write: only one/],
    [
      'may: { User: { readExcept: [phone] } }',
      /^scimdap.yaml:9:33: .*readExcept\[0\]: no attribute of User that is mapped has the name "phone"$/,
    ],
    ['may: { User: { readExcept: [emails.value] } }', /is stored as a part of emails: name that as a whole$/],
    ['may: { User: { readExcept: [password] } }', /password goes by setPassword$/],
    ['may: { User: { readExcept: [meta] } }', /meta is shown to everybody: leave it out$/],
    ['may: { User: { readExcept: [userName] } }', /userName is required of every User: this client must read it$/],
    ['may: { User: { read: [name, title] } }', /read: userName is required of every User: this client must read it$/],
    [
      'may: { User: { write: [name, title] } }',
      /write: userName is required of every User: who may create must write it$/,
    ],
    [
      'may: { User: { operations: [read, patch], readExcept: [emails], write: [emails] } }',
      /names emails, which this client may not read$/,
    ],
    ['setPassword: true\n    may: { User: { readExcept: [active] } }', /active must be read by who may set passwords/],
    ['may: { User: { bases: [] } }', /bases: expected at least one base$/],
    ['may: { User: { bases: [berlin] } }', /bases\[0\]: expected a distinguished name/],
    [
      "may: { User: { bases: ['ou=berlin,dc=example,dc=com'] } }",
      /bases\[0\]: lies below none of the bases of the resource type$/,
    ],
    [`may: { User: { bases: ['${branch}', 'ou=x,${branch}'] } }`, /bases\[1\]: overlaps with the one of ou=berlin/],
    [
      `may: { User: { bases: ['${branch}'], createBase: 'ou=people,dc=example,dc=com' } }`,
      /createBase: lies in none of the bases of this client/,
    ],
    ['may: { User: { filter: "departmentNumber=7" } }', /^scimdap.yaml:9:28: .*filter: /],
    [
      'may: { User: { filter: "(nonsense=7)" } }',
      /^scimdap.yaml:9:20: may.User.filter: the directory's schema has no attribute type nonsense$/,
    ],
    [
      'may: { User: { filter: "(createTimestamp>=20260101000000Z)" } }',
      /createTimestamp is the directory's own to write/,
    ],
  ] as const)('stops the start: %s', (client, problem) => {
    expect(stops(client)[0]).toMatch(problem)
  })

  it.each([
    ['scope: one', `may: { User: { bases: ['${branch}'] } }`, /\(scope: one reaches no deeper\)$/],
    [
      "createIn: 'ou={title},ou=people,dc=example,dc=com'",
      `may: { User: { bases: ['${branch}'] } }`,
      /createIn of the resource type may put new entries/,
    ],
    [
      `attributes: { active: { inactiveIn: 'ou=leavers,ou=people,dc=example,dc=com', activeIn: '${branch}', enforcedBy: x } }`,
      `may: { User: { bases: ['${branch}'] } }`,
      /active moves entries/,
    ],
    [
      'attributes: { nickName: title }',
      'may: { User: { readExcept: [nickName] } }',
      /nickName and title are both title here: one cannot be kept/,
    ],
    ['operations: { create: false }', 'may: { User: { operations: [read, create] } }', /create is not served for User/],
  ] as const)('stops the start with users of %s: %s', (users, client, problem) => {
    expect(stops(client, `  ${users}\n`)[0]).toMatch(problem)
  })

  it('lets createBase take the place of what attributes say', () => {
    const users = "  createIn: 'ou={title},ou=people,dc=example,dc=com'\n"

    expect(stops(`may: { User: { bases: ['${branch}'], createBase: '${branch}' } }`, users)).toEqual([])
  })

  it("is nothing for a client that is not configured, and passwords are nobody's until given", () => {
    const rights = rightsWith('access: write')

    expect(rights('idp')).toEqual({ setsPassword: false })
    expect(rights('somebody')).toEqual({ setsPassword: false })
    expect(rightsWith('setPassword: true')('idp')).toEqual({ setsPassword: true })
  })
})
