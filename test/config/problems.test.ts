import { describe, expect, it } from 'vitest'
import { ConfigError } from '../../src/config/problem.ts'
import { hash, load, mappingsIn, minimal, problemsOf } from './support.ts'

const file = '/etc/scimdap/scimdap.yaml'
const last = minimal.split('\n').length

describe('loadConfig: problems of a file', () => {
  it('tells all of them at once, each with its line and column', () => {
    const text = `directory:
  urls: ldap://127.0.0.1
  pasword: hunter2
  sessions: many
users: {}
client:
  - name: a
    acess: read
log: { level: 3 }
groups: { base: 3, scope: two, attributes: { displayName: 5cn } }
`
    expect(problemsOf({ text })).toEqual([
      `${file}:3:3: directory.pasword: no option has this name; did you mean password?`,
      `${file}:6:1: client: no option has this name; did you mean clients?`,
      `${file}:5:1: users.base: is required`,
      `${file}:2:9: directory.urls: expected a list of LDAP URLs, found "ldap://127.0.0.1"`,
      `${file}:4:13: directory.sessions: expected a whole number from 2 to 100, found "many"`,
      `${file}:10:17: groups.base: expected a text, found 3`,
      `${file}:10:27: groups.scope: expected one or sub, found "two"`,
      `${file}:10:59: groups.attributes.displayName: expected the name of an LDAP attribute type, such as mail, found "5cn"`,
      `${file}:1:1: clients: is required`,
      `${file}:9:15: log.level: expected one of debug, info, warn, error, silent, found 3`,
    ])
  })

  it.each([
    ['port: 80\n', 'port: no option has this name; did you mean listen.port?'],
    ['startTls: true\n', 'startTls: no option has this name; did you mean directory.tls.startTls?'],
    ['somethingElse: 1\n', 'somethingElse: no option has this name'],
    ['__proto__: { log: 1 }\n', '__proto__: no option has this name'],
    ['constructor: 1\n', 'constructor: no option has this name'],
    ['listen: { toString: 1 }\n', 'listen.toString: no option has this name'],
    [
      'groups: { base: ou=x, attributes: { constructor: cn } }\n',
      'groups.attributes.constructor: no option has this name',
    ],
  ])('refuses the unknown key of %j', (addition, message) => {
    expect(problemsOf({ text: minimal + addition })).toEqual([expect.stringMatching(/^\S+:\d+:\d+: /)])
    expect(problemsOf({ text: minimal + addition })[0]).toContain(message)
  })

  it.each([
    ['a list where options belong', 'listen: [1]\n', 'listen: expected options below it, found a list'],
    ['a text where options belong', 'listen: 8080\n', 'listen: expected options below it, found 8080'],
    [
      'a broken rule',
      'groups: { base: ou=x, attributes: { members: { members: 3 } } }\n',
      'groups.attributes.members.members: expected a text or a list, found 3',
    ],
    [
      'a port out of range',
      'listen: { port: 65536 }\n',
      'listen.port: expected a whole number from 0 to 65535, found 65536',
    ],
    ['half a port', 'listen: { port: 1.5 }\n', 'listen.port: expected a whole number from 0 to 65535, found 1.5'],
    [
      'a default page above the largest',
      'lists: { defaultCount: 10, maxResults: 5 }\n',
      'lists.defaultCount: expected at most lists.maxResults (5), found 10',
    ],
  ])('refuses %s', (_, addition, message) => {
    const problems = problemsOf({ text: minimal + addition })

    expect(problems.join('\n')).toContain(message)
    expect(problems[0]).toContain(`${file}:${last}:`)
  })

  it('is an error whose message has a line for each problem', () => {
    expect(() => load({ text: 'a: 1' })).toThrow(ConfigError)
    expect(() => load({ text: 'a: 1' })).toThrow(
      /^\S+scimdap\.yaml:1:1: a: .*\n\S+scimdap\.yaml:1:1: directory: is required/,
    )
  })

  it('says that the file itself cannot be read', () => {
    expect(problemsOf({ text: undefined as never })).toEqual([`${file}: the file cannot be read (ENOENT)`])
  })
})

describe('loadConfig: YAML that is none', () => {
  it.each([
    ['a key twice', 'log:\n  level: info\n  level: warn', '3:3: this key is already in use in the same place'],
    ['a tab', 'log:\n\tlevel: info', '2:1: YAML is indented with blanks, not with tabs'],
    ['a missing bracket', 'directory: [1', '1:14: the indentation fits no line above, or a bracket is not closed'],
    ['a text on top', 'hello', '1:1: expected options, such as directory:'],
    ['a list on top', '- 1', '1:1: expected options, such as directory:'],
    ['a tag of other languages', 'log: !!js/function 1', '1:6: this tag is not known here'],
    ['an alias without anchor', 'log: *a', 'alias'],
    ['lists in lists', '['.repeat(100_000), 'too many levels'],
    ['more than a mebibyte', `a: ${'x'.repeat(1_100_000)}`, 'larger than a mebibyte'],
  ])('says where and why: %s', (_, text, expected) => {
    const [problem] = problemsOf({ text })

    expect(problem).toContain(`${file}:`)
    expect(problem).toContain(expected)
  })

  it('does not unfold a bomb of aliases', () => {
    const levels = Array.from({ length: 12 }, (_, level) => {
      const items = Array.from({ length: 9 }, () => (level === 0 ? 'x' : `*a${level - 1}`))
      return `a${level}: &a${level} [${items.join(', ')}]`
    })
    const started = performance.now()

    expect(problemsOf({ text: levels.join('\n') })).toEqual([expect.stringContaining('too many aliases')])
    expect(performance.now() - started).toBeLessThan(2_000)
  })

  it('reads an anchor and its alias', () => {
    const text = `${minimal.replace('base: ou', 'base: &people ou')}groups: { base: *people }\n`

    expect(mappingsIn(load({ text })).Group?.base).toBe('ou=people,dc=example,dc=com')
  })
})

describe('loadConfig: secrets in problems', () => {
  it.each([
    ['a password that YAML reads as a number', minimal.replace('secret', '424242')],
    ['a password that is a list', minimal.replace('secret', '[hunter2]')],
    ['a token where its hash belongs', minimal.replace(hash, 'hunter2')],
    ['a token where the list of hashes belongs', minimal.replace(`['${hash}']`, 'hunter2')],
    ['a password beside a broken quote', minimal.replace('secret', '"hunter2')],
    ['a password that is no YAML', minimal.replace('secret', '@hunter2 : % hunter2')],
    ['a password where a file belongs', minimal.replace('password: secret', 'passwordFile: hunter2')],
    ['a password in the LDAP URL', minimal.replace('ldap://', 'ldap://cn=admin:hunter2@')],
  ])('does not show %s', (_, text) => {
    const problems = problemsOf({ text }).join('\n')

    expect(problems).toContain(`${file}:`)
    expect(problems).not.toMatch(/hunter2|424242/)
  })

  it('does not show a variable that holds a secret', () => {
    const problems = problemsOf({ environment: { SCIMDAP_CLIENTS_0_TOKENS: 'hunter2', SCIMDAP_PASSWORD: 'hunter2' } })

    expect(problems).toHaveLength(2)
    expect(problems.join()).not.toContain('hunter2')
  })
})
