import { describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import type { GatewayConfig } from '../../src/config/config.ts'
import { loadGateway } from '../../src/config/load-gateway.ts'
import { ConfigError } from '../../src/config/problem.ts'
import { problemsOf as problemsOfOne } from './support.ts'

const serviceOf = (name: string, more = ''): string => `directory:
  urls: [ldap://127.0.0.1:389]
  bindDn: cn=scimdap,dc=${name}
  passwordFile: password
users: { base: 'ou=people,dc=${name}' }
clients: [{ name: idp, tokens: ['${hashToken(name)}'] }]
${more}`

const indented = (yaml: string): string => yaml.replaceAll(/^(?=.)/gm, '    ')

const files = {
  '/etc/scimdap/password': 'of the top\n',
  '/etc/scimdap/tenants/password': 'of the tenants\n',
  '/etc/scimdap/tenants/acme.yaml': serviceOf('acme'),
  '/etc/scimdap/tenants/globex.yaml': serviceOf('globex'),
}

const load = (text: string, more: Readonly<Record<string, string>> = {}, environment = {}): GatewayConfig =>
  loadGateway({
    ...{ file: '/etc/scimdap/scimdap.yaml', text, environment },
    readFile: (path) => {
      const content = { ...files, ...more }[path as keyof typeof files]
      if (content !== undefined) return content
      throw Object.assign(new Error('ENOENT'), { code: 'ENOENT' })
    },
  })

const problemsOf = (text: string, more?: Readonly<Record<string, string>>, environment?: object): readonly string[] => {
  try {
    load(text, more, environment)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    return error.problems.map(({ where, message }) => `${where.replaceAll('/etc/scimdap/', '')}: ${message}`)
  }
  return []
}

const two = `publicUrl: https://scim.example.com
listen: { port: 8443 }
tenants:
  acme: tenants/acme.yaml
  globex: tenants/globex.yaml
`

describe('loadGateway: tenants', () => {
  it('gives each its own directory, mapping and clients, and a URL below /t/', () => {
    const { own, tenants, listen } = load(two)

    expect(own).toBeUndefined()
    expect(listen.port).toBe(8443)
    expect([...tenants.keys()]).toEqual(['acme', 'globex'])
    for (const [name, config] of tenants) {
      expect(config).toMatchObject({ tenant: name, publicUrl: `https://scim.example.com/t/${name}/scim/v2` })
      expect(config.directory).toMatchObject({ bindDn: `cn=scimdap,dc=${name}`, password: 'of the tenants' })
      expect(config.clients.map(({ tokenHashes }) => tokenHashes)).toEqual([[hashToken(name)]])
    }
  })

  it.each([
    ['https://scim.example.com/scim/v2', 'https://scim.example.com/t/acme/scim/v2'],
    ['https://example.com/idp/scim/v2/', 'https://example.com/idp/t/acme/scim/v2'],
    ['https://example.com/idp', 'https://example.com/idp/t/acme/scim/v2'],
  ])('beside %s a tenant is at %s', (publicUrl, url) => {
    const { tenants } = load(two.replace('https://scim.example.com', publicUrl))

    expect(tenants.get('acme')?.publicUrl).toBe(url)
  })

  it('reads a tenant that is written in place, files named relative to the same folder', () => {
    const { tenants } = load(`tenants:\n  acme:\n${indented(serviceOf('acme'))}`)

    expect(tenants.get('acme')?.directory.password).toBe('of the top')
  })

  it('lets the base path have a service of its own beside them', () => {
    const { own, tenants } = load(`${serviceOf('own')}\n${two}`)

    expect(own).toMatchObject({ publicUrl: 'https://scim.example.com/scim/v2', discoveryPublic: true })
    expect(own?.tenant).toBeUndefined()
    expect(tenants.size).toBe(2)
  })

  it('is one service without any', () => {
    const { own, tenants, watch } = load(serviceOf('own', 'watch: false\ntenants:\n'))

    expect(own?.directory.password).toBe('of the top')
    expect([tenants.size, watch]).toEqual([0, false])
  })

  it('tells nobody without a token that there is a tenant, unless its operator says so', () => {
    const text = `tenants:\n  acme: tenants/acme.yaml\n  open:\n${indented(serviceOf('open', 'discoveryPublic: true'))}`
    const { tenants } = load(text)

    expect([...tenants.values()].map(({ discoveryPublic }) => discoveryPublic)).toEqual([false, true])
  })

  it('inherits nothing from the top level, nor from another tenant', () => {
    const text = `${serviceOf('own', 'lists: { maxResults: 700 }\nprofile: provisioning\n')}\n${two}`
    const { own, tenants } = load(text)

    expect(own?.lists.maxResults).toBe(700)
    expect(tenants.get('acme')).toMatchObject({ lists: { maxResults: 1000 }, profile: 'strict' })
  })

  it('keeps a row of null in a mapping that is written in place, as it does at the top level', () => {
    const rows = "users: { base: 'ou=people,dc=acme', attributes: { title: null } }"
    const written = serviceOf('acme').replace(/users: .*/, rows)
    const { tenants } = load(`tenants:\n  acme:\n${indented(written)}`)

    expect(tenants.get('acme')?.resources[0]?.declaration.attributes).toHaveProperty('title', null)
  })
})

describe('loadGateway: options of the process', () => {
  const process = `audit: { file: audit.jsonl, keyFile: audit-key }\nlog: { level: warn }\n`
  const key = { '/etc/scimdap/audit-key': 'x'.repeat(32) }

  it('are the same in each tenant, their files named from the folder of the top level', () => {
    const { audit, own, tenants } = load(two + process, key)

    expect(own).toBeUndefined()
    expect(audit).toMatchObject({ file: '/etc/scimdap/audit.jsonl', key: new TextEncoder().encode('x'.repeat(32)) })
    for (const tenant of tenants.values()) expect(tenant).toMatchObject({ audit, log: { level: 'warn' } })
  })

  it('make no other service of a tenant; whatever it names itself does', () => {
    const fingerprint = (text: string, more = {}) => load(text, more).tenants.get('acme')?.fingerprint
    const first = fingerprint(two)

    expect(fingerprint(two.replace('globex', 'initech') + process, key)).toBe(first)
    expect(fingerprint(two, { '/etc/scimdap/tenants/password': 'another' })).not.toBe(first)
    expect(
      fingerprint(two, { '/etc/scimdap/tenants/acme.yaml': serviceOf('acme', 'lists: { maxResults: 500 }') }),
    ).not.toBe(first)
    const moved = { '/etc/scimdap/tenants/acme.yaml': `# A comment.\n\n${serviceOf('acme')}` }
    expect(fingerprint(two, moved)).toBe(first)
  })

  it('are told once where they are wrong', () => {
    expect(problemsOf(two + process)).toEqual([
      'scimdap.yaml:6:38: audit.keyFile: names a file that cannot be read (ENOENT)',
    ])
  })
})

describe('loadGateway: what is wrong with tenants', () => {
  it('is told of all of them at once, each with its name and its place', () => {
    const broken = { '/etc/scimdap/tenants/globex.yaml': serviceOf('globex').replace('urls:', 'url:') }
    const text = `${two}  initech:\n${indented(serviceOf('initech', 'limit: 3'))}`

    const problems = problemsOf(text, broken)

    expect(problems).toContain(
      'tenants/globex.yaml:2:3: tenant globex: directory.url: no option has this name; did you mean urls?',
    )
    expect(problems).toContain(
      'scimdap.yaml:13:5: tenant initech: limit: no option has this name; did you mean limits?',
    )
  })

  it.each([
    ['Acme', 'expected a name of lower-case letters, digits and hyphens, at most 63, for it stands in URLs'],
    ['a/b', 'expected a name of lower-case letters, digits and hyphens, at most 63, for it stands in URLs'],
    ['-a', 'expected a name of lower-case letters, digits and hyphens, at most 63, for it stands in URLs'],
    ['default', 'default is what the service at the base path itself is called'],
  ])('the name %s is refused', (name, message) => {
    expect(problemsOf(`tenants:\n  ${name}: tenants/acme.yaml\n`)).toEqual([
      `scimdap.yaml:2:3: tenants.${name}: ${message}`,
    ])
  })

  it.each(['constructor', 'prototype', '0'])('the name %s is one like any other', (name) => {
    expect([...load(`tenants:\n  ${name}: tenants/acme.yaml\n`).tenants.keys()]).toEqual([name])
  })

  it.each([
    ['tenants: []', 'expected names of tenants, each with a file or with options below it'],
    ['tenants: acme.yaml', 'expected names of tenants, each with a file or with options below it'],
    ['tenants: {}', 'expected at least one tenant'],
    ['tenants: { acme: }', 'expected at least one tenant'],
  ])('%s is refused', (text, message) => {
    expect(problemsOf(text)).toEqual([`scimdap.yaml:1:1: tenants: ${message}`])
  })

  it('a file that is not there, or no YAML, is told with the tenant', () => {
    expect(problemsOf('tenants: { acme: nowhere.yaml }')).toEqual([
      'scimdap.yaml:1:12: tenant acme: names a file that cannot be read (ENOENT)',
    ])
    expect(problemsOf('tenants: { acme: tenants/acme.yaml }', { '/etc/scimdap/tenants/acme.yaml': 'a: [' })[0]).toMatch(
      /^tenants\/acme\.yaml:1:\d: tenant acme: /,
    )
  })

  it.each(['listen: { port: 1 }', 'publicUrl: https://a.example', 'log: { level: warn }', 'tenants: { a: b }'])(
    'an option of the whole process in a tenant is refused: %s',
    (option) => {
      const name = option.split(':', 1)
      expect(problemsOf(two, { '/etc/scimdap/tenants/acme.yaml': serviceOf('acme', option) })).toEqual([
        `tenants/acme.yaml:7:1: tenant acme: ${name}: is an option of the whole process, and stands at the top level of its file`,
      ])
    },
  )

  it('an option of tenants at the top level is no default for them, and is refused', () => {
    expect(problemsOf(`${two}lists: { maxResults: 5 }\nwatch: 3\nlimit: {}\n`)).toEqual([
      'scimdap.yaml:6:1: lists: is an option of each tenant; what stands at the top level is no default for them',
      'scimdap.yaml:8:1: limit: no option has this name; did you mean limits?',
      'scimdap.yaml:7:8: watch: expected true or false, found 3',
    ])
  })

  it('half a service at the top level is told what it lacks', () => {
    expect(problemsOf(`${two}users: { base: 'ou=people' }\n`)).toEqual([
      'scimdap.yaml:1:1: directory: is required',
      'scimdap.yaml:1:1: clients: is required',
    ])
  })

  it('a listener without TLS in the network is refused, whatever is served', () => {
    expect(problemsOf(two.replace('port: 8443', 'host: 0.0.0.0'))).toEqual([
      expect.stringMatching(/^scimdap\.yaml:2:17: listen\.host: tokens would cross the network in clear/),
    ])
  })

  it('what is missing in a tenant is missing in its own file', () => {
    const broken = { '/etc/scimdap/tenants/globex.yaml': serviceOf('globex', 'lists: { maxResults: 3 }') }

    expect(problemsOf(two, broken)).toEqual([
      'tenants/globex.yaml:7:1: tenant globex: lists.defaultCount: expected at most lists.maxResults (3), found 100',
    ])
  })

  it('a token that opens two tenants is refused, and so is one of the base path in a tenant', () => {
    const copied = {
      '/etc/scimdap/tenants/globex.yaml': serviceOf('globex').replace(hashToken('globex'), hashToken('acme')),
    }

    expect(problemsOf(two, copied)).toEqual([
      'scimdap.yaml:5:3: tenant globex: client idp has a token that also opens tenant acme: each needs one of its own',
    ])
    expect(problemsOf(`${serviceOf('acme').replace("dc=acme' }", "dc=own' }")}${two}`)).toEqual([
      'scimdap.yaml:10:3: tenant acme: client idp has a token that also opens tenant default: each needs one of its own',
    ])
  })

  it('options of tenants do not come from the environment', () => {
    expect(problemsOf(two, {}, { SCIMDAP_TENANTS_ACME_PROFILE: 'strict' })).toEqual([
      'environment variable SCIMDAP_TENANTS_ACME_PROFILE: tenants can only be written in the YAML file',
    ])
  })

  it('whoever wants one service is told that these are several', () => {
    expect(problemsOfOne({ text: two })).toEqual([
      '/etc/scimdap/scimdap.yaml:3:1: tenants: one service is wanted here, and these are several',
    ])
  })
})
