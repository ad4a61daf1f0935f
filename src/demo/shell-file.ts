/** printShellFile: what a shell reads so that the commands of docs/ work against the demo as they stand. */
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SlapdInstallation } from './install-slapd.ts'
import { quote } from './quote.ts'
import type { Slapd } from './running-slapd.ts'

export interface ShellFile {
  /** With the base path. */
  readonly baseUrl: string
  readonly token: string
  readonly personToken: string
  readonly slapd: Pick<Slapd, 'ldapi' | 'installation'>
  /** Path of the gateway's configuration. */
  readonly configFile: string
}

export const printShellFile = ({ baseUrl, token, personToken, slapd, configFile }: ShellFile): string => {
  const variables = {
    ...{ SCIM: baseUrl, TOKEN: token, BARBARAS_TOKEN: personToken, SCIMDAP_CONFIG: configFile },
    ...(slapd.ldapi !== undefined && { LDAPI: slapd.ldapi }),
  }
  return [
    '# For any POSIX shell.',
    ...Object.entries(variables).map(([name, value]) => `export ${name}=${quote(value)}`),
    // An alias of that name would be put in the place of the function's name.
    'unalias scimdap 2>/dev/null || :',
    `scimdap() { node ${quote(launcher)} scimdap "$@"; }`,
    ...toolsOf(slapd.installation),
    '',
  ].join('\n')
}

const launcher = fileURLToPath(new URL('launch.mjs', import.meta.url))

/** Programs that are installed are found without help. */
const toolsOf = (installation: SlapdInstallation | undefined): readonly string[] => {
  const command = installation && unpackedSearch(installation)
  if (command === undefined) return []
  const { environment, program } = command
  const tools = ['ldapsearch', 'ldapadd', 'ldapmodify'].map((name) => [name, join(dirname(program), name)] as const)
  return tools.map(([name, path]) => `${name}() { ${environment}${quote(path)} "$@"; }`)
}

/** As words of a shell; unpacked from packages it needs the libraries beside it. */
export const ldapsearchOf = (installation: SlapdInstallation | undefined): string => {
  const command = installation && unpackedSearch(installation)
  return command === undefined ? 'ldapsearch' : `${command.environment}${quote(command.program)}`
}

const unpackedSearch = ({ ldapsearch: program, libraryPath }: SlapdInstallation) => {
  if (program === undefined) return undefined
  if ((process.env.PATH ?? '').split(delimiter).includes(dirname(program))) return undefined
  return { program, environment: libraryPath === undefined ? '' : `LD_LIBRARY_PATH=${quote(libraryPath)} ` }
}
