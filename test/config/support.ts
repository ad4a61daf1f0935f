/** Configurations for the tests of this folder: a valid one, and what is wrong with others. */
import type { Config } from '../../src/config/config.ts'
import { type ConfigSources, loadConfig } from '../../src/config/load.ts'
import { ConfigError, type Problem } from '../../src/config/problem.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'

export const hash = 'sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'

export const minimal = `directory:
  urls: [ldap://127.0.0.1:389]
  bindDn: cn=scimdap,dc=example,dc=com
  password: secret
users:
  base: ou=people,dc=example,dc=com
clients:
  - name: idp
    tokens: ['${hash}']
`

export interface Given extends Partial<Omit<ConfigSources, 'readFile'>> {
  /** Content by absolute path. */
  readonly files?: Readonly<Record<string, string>>
}

export const load = ({ files = {}, ...sources }: Given = {}): Config =>
  loadConfig({
    file: '/etc/scimdap/scimdap.yaml',
    text: minimal,
    environment: {},
    ...sources,
    readFile: (path) => {
      const content = files[path]
      if (content !== undefined) return content
      throw Object.assign(new Error(`ENOENT: no such file or directory, open '${path}'`), { code: 'ENOENT' })
    },
  })

/** The mappings by the names of their resource types. There is always one of users. */
export const mappingsIn = ({
  resources,
}: Config): Readonly<Record<string, MappingDeclaration>> & { readonly User: MappingDeclaration } => {
  const mappings = resources.map(({ resourceType, declaration }) => [resourceType.name, declaration] as const)
  return Object.fromEntries(mappings) as ReturnType<typeof mappingsIn>
}

/** `where: message` of each problem; fails where the configuration is valid. */
export const problemsOf = (given: Given): readonly string[] => {
  try {
    load(given)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ where, message }: Problem) => `${where}: ${message}`)
    throw error
  }
  throw new Error('the configuration is valid')
}
