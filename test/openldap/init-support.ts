/** initOver: `scimdap init` over a directory, and what serve and check would make of its answer. */
import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'
import { hashPassword } from '../../src/demo/slapd-config.ts'
import { scimdap } from '../cli/scimdap.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const password = 'sample-password'
const passwordFile = '/etc/scimdap/directory-password'
const file = '/etc/scimdap/scimdap.yaml'

export interface ForeignDirectory {
  readonly ldap: Openldap
  readonly account: string
}

/** A directory without anything of ours, and an account that may do everything in it. */
export const startForeign = async (
  suffix: string,
  { load, schemaFiles }: { readonly load: readonly string[]; readonly schemaFiles: readonly string[] },
): Promise<ForeignDirectory> => {
  const account = `cn=scimdap,${suffix}`
  const accountLdif = `\ndn: ${account}\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: scimdap\nuserPassword: ${hashPassword(password)}\n`
  const ldap = await startOpenldap({
    ...{ suffix, schemaFiles, load: [...load, accountLdif] },
    ...{ schema: false, indexes: false, limits: false, acl: false, ppolicy: false, tree: false },
    database: { olcAccess: [`{0}to * by dn.exact="${account}" write by anonymous auth by * none`] },
  })
  return { ldap, account }
}

export interface Suggested {
  readonly text: string
  readonly progress: string
  // biome-ignore lint/suspicious/noExplicitAny: what the YAML says
  readonly options: any
  readonly config: ReturnType<typeof loadConfig>
}

/** What `init` prints, which `serve` takes. */
export const initOver = async (
  { ldap, account }: ForeignDirectory,
  words: readonly string[] = [],
): Promise<Suggested> => {
  const connection = ['--url', ldap.url, '--bind-dn', account, '--password-file', passwordFile]
  const { code, printed, complained } = await scimdap(['init', ...connection, ...words], files(''))
  if (code !== 0) throw new Error(`init ended with ${code}: ${complained}`)
  const readFile = (path: string) => files(printed)[path] ?? readFileSync(path, 'utf8')
  return {
    ...{ text: printed, progress: complained },
    options: parse(printed),
    config: loadConfig({ file, environment: {}, readFile }),
  }
}

export const checkOf = ({ text }: Suggested) => scimdap(['check', '--config', file, '--json'], files(text))

const files = (text: string): Readonly<Record<string, string>> => ({ [passwordFile]: password, [file]: text })
