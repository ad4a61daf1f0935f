/** `scimdap explain`: what a request becomes in LDAP, for operators who want to understand it. */
import { compileRights } from '../app/client-rights.ts'
import { declaredTypes } from '../app/compile-operations.ts'
import { dialectsOf } from '../app/dialects.ts'
import { directoryOptions } from '../app/directory-options.ts'
import { databaseOf, readServerConfig } from '../check/config-entries.ts'
import { failureOf } from '../check/failure.ts'
import type { Config } from '../config/config.ts'
import { tenantUrl } from '../config/tenants.ts'
import { basePath } from '../config/values.ts'
import { DirectoryError } from '../directory/directory.ts'
import { type OpenDirectory, openDirectory } from '../directory/ldapts/open.ts'
import { namesOf } from '../directory/names/names.ts'
import type { Subschema } from '../directory/subschema.ts'
import { compileMapping, MappingError } from '../mapping/compile/compile.ts'
import { withId } from '../mapping/own-id.ts'
import { type ClientRights, mappingFor } from '../operations/client-operations.ts'
import { refuseUnreadable } from '../operations/lists/readable-query.ts'
import { knownFor } from '../operations/references/lookup.ts'
import { ScimError } from '../scim/error.ts'
import { queryFromParameters } from '../scim/search/parameters.ts'
import { adminDirectory } from './admin-directory.ts'
import type { CliCommand, ExitCode, World } from './command.ts'
import { addTenantOption, configuredTenant, type TenantOption } from './configured.ts'
import { type ExplainedRequest, parseRequestLine, UnexplainedRequest } from './explain-request.ts'
import { type Explanation, explainRead, explainSearch, type Indexes } from './explanation.ts'
import { printExplanation } from './explanation-report.ts'

interface ExplainOptions extends TenantOption {
  readonly configUrl?: string
  readonly client?: string
  readonly json?: boolean
}

export const explain: CliCommand = (program, world, run) => {
  addTenantOption(program.command('explain').argument('<request line>', `such as 'GET /Users?filter=userName sw "b"'`))
    .description('say what a request becomes in LDAP; the filter may be percent-encoded, or written as it is')
    .option('--config-url <url>', 'read the indexes from cn=config there, by SASL EXTERNAL: ldapi:///')
    .option(
      '--client <name>',
      'whose request it is: how it is read, and whose externalId it is (default: the first one)',
    )
    .option('--json', 'for programs')
    .action((line: string, options: ExplainOptions) =>
      run(async (): Promise<ExitCode> => {
        const config = configuredTenant(options, world)
        try {
          const explanation = await explanationOf(line, { config, options, world })
          world.print(
            options.json ? `${JSON.stringify(explanation, undefined, 2)}\n` : printExplanation(explanation, config),
          )
          return 0
        } catch (error) {
          return refuse(error, filterIn(line, config, options), world)
        }
      }),
    )
}

interface Given {
  readonly config: Config
  readonly options: ExplainOptions
  readonly world: World
}

const explanationOf = async (line: string, { config, options, world }: Given): Promise<Explanation> => {
  const types = declaredTypes(config)
  const path = new URL(config.publicUrl ?? urlWithout(config)).pathname
  const resourceTypes = types.map(({ resourceType }) => resourceType)
  const request = parseRequestLine(line, resourceTypes, path)
  // Before the directory is asked: a mistake in the request needs none.
  const client = clientNamed(options.client, config)
  const query = queryOf(request, config, client)
  const directory = openDirectory(directoryOptions(config.directory, () => undefined))
  try {
    const subschema = await directory.subschema()
    const whole = types.map(({ declaration, resourceType }) =>
      withId(compileMapping(declaration, resourceType, subschema), config.directory.id),
    )
    const rights = compileRights({ config, mappings: whole, subschema, observe: () => undefined })(client)
    requireAllowed(rights, request, client)
    const mappings = whole.map((each) => mappingFor(each, client, rights))
    const mapping = mappings.find(({ resourceType }) => resourceType === request.resourceType)
    if (mapping === undefined) throw new Error(`no mapping of ${request.resourceType.name}`)
    const indexes = await indexesOf(mapping.places[0]?.base ?? '', subschema, { options, world })
    const names = namesOf(config.directory)
    if (request.id !== undefined) return explainRead(request.id, { mapping, query, indexes, names })
    refuseUnreadable(mapping, query)
    const known = await knownFor({ directory, mappings, locate: () => '' }, query.filter, mapping)
    return explainSearch({ mapping, query, known, indexes, names })
  } finally {
    directory.close()
  }
}

const requireAllowed = ({ types }: ClientRights, { id, resourceType }: ExplainedRequest, client: string): void => {
  const operation = id === undefined ? 'list' : 'read'
  if (types === undefined || types.get(resourceType.name)?.operations.includes(operation)) return
  throw new UnexplainedRequest(`The client ${client} may not ${operation} ${resourceType.name} resources.`)
}

const clientNamed = (name: string | undefined, { clients }: Config): string => {
  const names = clients.map((client) => client.name)
  if (name === undefined || names.includes(name)) return name ?? names[0] ?? ''
  throw new UnexplainedRequest(`There is no client ${name}: expected ${names.join(' or ')}.`)
}

/** Of a gateway on loopback: the host does not matter. */
const urlWithout = ({ tenant }: Config): string =>
  tenant === undefined ? `http://localhost${basePath}` : tenantUrl(`http://localhost${basePath}`, tenant)

/** As the client is read: docs/tolerances.md */
const queryOf = ({ parameters, resourceType }: ExplainedRequest, config: Config, client: string) => {
  const { lists, limits } = config
  const [filter, another] = parameters.getAll('filter')
  const read = new URLSearchParams(parameters)
  // Twice is refused.
  if (filter !== undefined && another === undefined)
    read.set('filter', dialectsOf(config)(client).filter(filter, [resourceType]))
  return queryFromParameters(read, resourceType, {
    ...lists,
    filter: { maxLength: limits.filterLength, maxDepth: limits.filterDepth, maxNodes: limits.filterNodes },
  })
}

/** As it is read, where it is written as it stands; undefined: there is none. */
const filterIn = (line: string, config: Config, { client }: ExplainOptions): string | undefined => {
  const [, filter] = /[?&]filter=(.*)/s.exec(line) ?? []
  if (filter === undefined || !/\s/.test(filter)) return undefined
  const types = declaredTypes(config).map(({ resourceType }) => resourceType)
  return dialectsOf(config)(client ?? config.clients[0]?.name ?? '').filter(filter, types)
}

/** undefined: not to be seen. */
const indexesOf = async (
  base: string,
  subschema: Subschema,
  { options, world }: Omit<Given, 'config'>,
): Promise<Indexes | undefined> => {
  if (options.configUrl === undefined) return undefined
  const directory: OpenDirectory = openDirectory(adminDirectory({ url: options.configUrl }, world))
  try {
    const database = databaseOf(await readServerConfig(directory), base)
    const canonical = (type: string) => subschema.attributeType(type)?.oid ?? type.toLowerCase()
    return database && { values: database.indexes, canonical }
  } finally {
    directory.close()
  }
}

/** What is wrong with the request is said with its place; what is wrong with the directory, in a sentence. */
const refuse = (error: unknown, filter: string | undefined, { complain }: World): ExitCode => {
  if (error instanceof UnexplainedRequest) {
    complain(`${error.message}\n`)
    return 2
  }
  if (error instanceof ScimError) {
    complain(`The gateway answers ${error.status}${error.scimType ? ` ${error.scimType}` : ''}: ${error.message}\n`)
    complain(pointAt(filter, error.message))
    return 2
  }
  if (error instanceof MappingError) {
    complain(`${error.message}\n\`scimdap check\` says what to do.\n`)
    return 1
  }
  if (!(error instanceof DirectoryError)) throw error
  complain(`The directory does not answer: ${failureOf(error).words}. \`scimdap check\` says more.\n`)
  return 1
}

/** The filter with a mark below the character that the error names. */
const pointAt = (filter: string | undefined, message: string): string => {
  const [, place] = /at character (\d+) of the filter/.exec(message) ?? []
  if (place === undefined || filter === undefined) return ''
  return `  ${filter.replaceAll(/\s/g, ' ')}\n  ${' '.repeat(Number(place) - 1)}^\n`
}
