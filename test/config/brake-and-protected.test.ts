/** What a client may take away, and what nobody may write, as an operator says it. docs/brake.md, docs/protected-entries.md */
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { requireBrakeFolder } from '../../src/app/brakes.ts'
import { loadConfig } from '../../src/config/load.ts'
import { gatewayOf } from '../../src/config/load-gateway.ts'
import { ConfigError } from '../../src/config/problem.ts'

const hash = (letter: string) => `sha256:${letter.repeat(42)}A`
const load = (more: Readonly<Record<string, unknown>>) =>
  loadConfig({
    file: '/etc/scimdap/scimdap.yaml',
    text: JSON.stringify({
      directory: { urls: ['ldaps://ldap.example.com'], bindDn: 'cn=scimdap,dc=example,dc=com', password: 'secret' },
      users: { base: 'ou=people,dc=example,dc=com' },
      clients: [{ name: 'okta', tokens: [hash('A')] }],
      ...more,
    }),
    environment: {},
    readFile: () => '',
  })
const problems = (more: Readonly<Record<string, unknown>>): readonly string[] => {
  try {
    load(more)
    return []
  } catch (error) {
    return error instanceof ConfigError ? error.problems.map(({ message }) => message) : [String(error)]
  }
}

describe('the options of the brake', () => {
  it('have limits unless something is said', () => {
    const { brake } = load({})

    expect(brake.folder).toBeUndefined()
    expect(brake.clients.get('okta')).toEqual({
      perHour: { deletes: 10, deactivations: 20, membershipRemovals: 100 },
      share: { deletes: 0.02, deactivations: 0.05, membershipRemovals: 1 },
    })
    expect(brake.others).toEqual(brake.clients.get('okta'))
  })

  it('are for all, and each of them for one client', () => {
    const { brake } = load({
      brake: { folder: 'state', perHour: { deletes: 7 }, share: { deactivations: 0 } },
      clients: [
        { name: 'okta', tokens: [hash('A')], brake: { perHour: { deactivations: 9 } } },
        { name: 'hr', tokens: [hash('B')], brake: { enabled: false } },
      ],
    })

    expect(brake.folder).toBe('/etc/scimdap/state')
    expect(brake.clients.get('okta')).toEqual({
      perHour: { deletes: 7, deactivations: 9, membershipRemovals: 100 },
      share: { deletes: 0.02, deactivations: 0, membershipRemovals: 1 },
    })
    expect([...brake.clients.keys()]).toEqual(['okta', 'hr'])
    expect(brake.clients.get('hr')).toBeUndefined()
  })

  it('can switch it off for all but one', () => {
    const clients = [{ name: 'okta', tokens: [hash('A')], brake: { enabled: true } }]
    const { brake } = load({ brake: { enabled: false }, clients })

    expect([brake.others, brake.clients.get('okta')?.perHour.deletes]).toEqual([undefined, 10])
  })

  it.each([
    [
      { brake: { perHour: { deletes: -1 } } },
      'brake.perHour.deletes: expected a whole number from 0 to 10000000, found -1',
    ],
    [{ brake: { share: { deletes: 2 } } }, 'brake.share.deletes: expected a number from 0 to 1, found 2'],
    [{ brake: { perhour: {} } }, expect.stringContaining('brake.perhour: ')],
  ])('are checked: %j', (more, message) => {
    expect(problems(more)).toEqual([message])
  })

  it('name a folder that can be written, or the gateway does not start', () => {
    const folder = mkdtempSync(join(tmpdir(), 'scimdap-brake-'))
    const file = join(folder, 'file')
    writeFileSync(file, '')
    chmodSync(file, 0o400)
    const brake = (name: string) => gatewayOf(load({ brake: { folder: name } }))

    expect(() => requireBrakeFolder(brake(join(folder, 'new', 'one')))).not.toThrow()
    expect(() => requireBrakeFolder(brake(join(file, 'below')))).toThrow(
      /brake\.folder: .* cannot be made.*\(ENOTDIR\)/,
    )
    rmSync(folder, { recursive: true })
  })
})

describe('the options of what is protected', () => {
  it('take DNs and filters, and names of clients that there are', () => {
    const entries = ['cn=admins,ou=groups,dc=example,dc=com', '(employeeType=board)']

    expect(load({ protected: { entries, allow: ['okta'] } }).protected).toEqual({
      entries,
      find: true,
      allow: ['okta'],
    })
    expect(problems({ protected: { entries: ['admins', '(cn=', 'cn=a'] } })).toEqual([
      'protected.entries[0]: expected a distinguished name, such as cn=admins,ou=groups,dc=example,dc=com, or an LDAP filter in parentheses',
      expect.stringMatching(/^protected\.entries\[1\]: expected a distinguished name/),
    ])
    expect(problems({ protected: { allow: ['Okta'] } })).toEqual([
      'protected.allow[0]: there is no client of this name; did you mean okta?',
    ])
  })

  it('find whom a kind of server marks', () => {
    const { protected: found } = load({ preset: 'activeDirectory' })
    expect(found.entries).toEqual(['(adminCount=1)'])
    expect(load({ preset: 'activeDirectory', protected: { find: false } }).protected.entries).toEqual([])
  })
})
