import { describe, expect, it } from 'vitest'
import { variableOf } from '../../src/config/environment.ts'
import { optionsOf } from '../../src/config/option.ts'
import { settings } from '../../src/config/settings.ts'
import { hash, load, mappingsIn, minimal, problemsOf } from './support.ts'

describe('loadConfig: options from the environment', () => {
  it('needs no file', () => {
    const config = load({
      file: undefined as never,
      text: undefined as never,
      environment: {
        SCIMDAP_DIRECTORY_URLS: 'ldaps://a.example, ldaps://b.example',
        SCIMDAP_DIRECTORY_BIND_DN: 'cn=scimdap,dc=example,dc=com',
        SCIMDAP_DIRECTORY_PASSWORD: 'a, b',
        SCIMDAP_DIRECTORY_TIMEOUTS_CONNECT_MS: '250',
        SCIMDAP_USERS_BASE: 'ou=people,dc=example,dc=com',
        SCIMDAP_USERS_OBJECT_CLASS: 'person,account',
        SCIMDAP_CLIENTS_0_NAME: 'idp',
        SCIMDAP_CLIENTS_0_TOKENS: hash,
        SCIMDAP_CLIENTS_1_NAME: 'report',
        SCIMDAP_CLIENTS_1_ACCESS: 'read',
        SCIMDAP_CLIENTS_1_TOKEN_FILE: '/run/token',
        SCIMDAP_LISTEN_BEHIND_PROXY: 'true',
        SCIMDAP_PUBLIC_URL: 'https://scim.example.com',
      },
      files: { '/run/token': 'a-long-enough-token' },
    })

    expect(config.directory).toMatchObject({ urls: ['ldaps://a.example', 'ldaps://b.example'], password: 'a, b' })
    expect(config.directory.timeouts.connectMs).toBe(250)
    expect(mappingsIn(config).User).toMatchObject({
      base: 'ou=people,dc=example,dc=com',
      objectClass: ['person', 'account'],
    })
    expect(config.clients.map(({ name, access }) => [name, access])).toEqual([
      ['idp', 'write'],
      ['report', 'read'],
    ])
    expect(config.listen.behindProxy).toBe(true)
  })

  it('wins over the file, also inside a list', () => {
    const config = load({ environment: { SCIMDAP_LISTEN_PORT: '9000', SCIMDAP_CLIENTS_0_ACCESS: 'read' } })

    expect(config.listen.port).toBe(9000)
    expect(config.clients).toEqual([
      {
        name: 'idp',
        access: 'read',
        setPassword: false,
        tokenHashes: [hash],
        dialect: { wire: 'tolerant', tolerances: {} },
      },
    ])
  })

  it('counts an empty variable as not set, and passes by those of others', () => {
    const environment = {
      SCIMDAP_LISTEN_PORT: '',
      SCIMDAP_CONFIG: '/etc/scimdap.yaml',
      SCIMDAP_SERVICE_HOST: '10.0.0.1',
      SCIMDAP_SERVICE_PORT_HTTP: '80',
      SCIMDAP_PORT: 'tcp://10.0.0.1:80',
      SCIMDAP_PORT_80_TCP_ADDR: '10.0.0.1',
      PATH: '/bin',
    }

    expect(load({ environment }).listen.port).toBe(8080)
  })

  it('has a variable of its own for every option but the rows of a mapping', () => {
    const names = optionsOf(settings).map(({ path }) => variableOf(path))

    expect(new Set(names).size).toBe(names.length)
    expect(names).toContain('SCIMDAP_DIRECTORY_TLS_START_TLS')
    expect(names).toContain('SCIMDAP_LISTEN_TLS_CERT_FILE')
  })

  it.each([
    ['SCIMDAP_LISTEN_PORT', '80a', 'listen.port: expected a whole number from 0 to 65535, found "80a"'],
    ['SCIMDAP_METRICS_ENABLED', 'yes', 'metrics.enabled: expected true or false, found "yes"'],
    ['SCIMDAP_LISTEN_PROT', '80', 'no option has this name; did you mean SCIMDAP_LISTEN_PORT?'],
    ['SCIMDAP_USERS_ATTRIBUTES_TITLE', 'title', 'users.attributes can only be written in the YAML file'],
    ['SCIMDAP_WHATEVER', '1', 'no option has this name'],
    ['SCIMDAP_CLIENTS_00_NAME', 'a', 'no option has this name'],
    ['SCIMDAP_DIRECTORY_URLS', 'ldap://a.example', 'directory.urls[0]: the bind password would cross the network'],
  ])('names the variable %s in its problem', (name, value, message) => {
    const problems = problemsOf({ environment: { [name]: value } })

    expect(problems).toHaveLength(1)
    expect(problems[0]).toContain(`environment variable ${name}: `)
    expect(problems[0]).toContain(message)
  })

  it('says that a client is missing where the indexes have a gap', () => {
    const problems = problemsOf({ environment: { SCIMDAP_CLIENTS_2_NAME: 'a', SCIMDAP_CLIENTS_2_TOKENS: hash } })

    expect(problems.join('\n')).toContain('clients[1]: expected options below it, found nothing')
  })

  it('tells whose tokens a client has', () => {
    const environment = { SCIMDAP_CLIENTS_0_USER_NAME: '4711' }

    expect(load({ text: minimal, environment }).clients[0]?.userName).toBe('4711')
  })

  it('adds to the clients of the file', () => {
    const environment = { SCIMDAP_CLIENTS_1_NAME: 'b', SCIMDAP_CLIENTS_1_TOKENS: hash.replace('47', '48') }

    expect(load({ text: minimal, environment }).clients.map(({ name }) => name)).toEqual(['idp', 'b'])
  })
})
