/** Checked directories: a slapd, the findings that `scimdap check` has about it, and ldapmodify. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { Attribute, Change, type Client } from 'ldapts'
import { expect } from 'vitest'
import type { Finding } from '../../src/check/finding.ts'
import { environmentOf, findSlapd } from '../../src/demo/install-slapd.ts'
import { configFile, scimdap } from '../cli/scimdap.ts'
import type { Openldap } from '../support/openldap.ts'

export const hash = 'sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'

export interface Account {
  readonly dn: string
  readonly password: string
}

/** `users`: rows of the mapping that differ from the preset. */
export const configFor = (directory: Openldap, { account, users, more }: ConfigDifference = {}): string =>
  JSON.stringify({
    directory: {
      urls: [directory.url],
      bindDn: account?.dn ?? directory.gatewayDn,
      password: account?.password ?? directory.gatewayPassword,
    },
    users: { base: `ou=people,${directory.suffix}`, ...(users && { attributes: users }) },
    groups: { base: `ou=groups,${directory.suffix}` },
    references: { base: directory.suffix },
    clients: [{ name: 'idp', tokens: [hash] }],
    ...more,
  })

export interface ConfigDifference {
  readonly account?: Account
  readonly users?: Readonly<Record<string, unknown>>
  readonly more?: Readonly<Record<string, unknown>>
}

export interface Checked {
  readonly code: number
  readonly findings: readonly Finding[]
  /** Ids of one severity, each once. */
  ids(severity: Finding['severity']): readonly string[]
}

export const check = async (
  directory: Openldap,
  config: string,
  words: readonly string[] = ['--config-url', String(directory.ldapi)],
): Promise<Checked> => {
  const { code, printed, complained } = await scimdap(['check', '-c', configFile, '--json', ...words], {
    [configFile]: config,
  })
  expect(complained).toBe('')
  const findings: readonly Finding[] = JSON.parse(printed).findings
  return {
    code,
    findings,
    ids: (severity) => [...new Set(findings.filter((each) => each.severity === severity).map(({ id }) => id))],
  }
}

/** What the finding's LDIF does when an administrator applies it. */
export const ldapmodify = async (directory: Openldap, ldif: string): Promise<void> => {
  const installation = await findSlapd()
  const program = String(installation.ldapsearch).replace(/ldapsearch$/, 'ldapmodify')
  const child = spawn(program, ['-Q', '-Y', 'EXTERNAL', '-H', String(directory.ldapi)], {
    env: environmentOf(installation),
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  child.stdin.end(ldif)
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, 'close')])
  if (code !== 0) throw new Error(`ldapmodify ended with ${code}: ${said}\n${ldif}`)
}

/** Applies what is printed for findings of that id, each LDIF once. */
export const mend = async (directory: Openldap, { findings }: Checked, id: string): Promise<void> => {
  const remedies = findings.filter((finding) => finding.id === id).map(({ remedy }) => remedy?.ldif)
  for (const ldif of new Set(remedies)) await ldapmodify(directory, ldif ?? `no LDIF for ${id}`)
}

export const database = 'olcDatabase={1}mdb,cn=config'

export const modify = async (
  client: Promise<Client>,
  dn: string,
  changes: readonly (readonly ['add' | 'delete' | 'replace', string, string[]])[],
): Promise<void> => {
  const connection = await client
  await connection.modify(
    dn,
    changes.map(
      ([operation, type, values]) => new Change({ operation, modification: new Attribute({ type, values }) }),
    ),
  )
  await connection.unbind()
}
