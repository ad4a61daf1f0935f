/** loadGateway: what a whole process is told: one service, or tenants with a service each, or both. */
import { dirname, join, resolve } from 'node:path'
import { absoluteFiles } from './absolute-files.ts'
import type { Config, GatewayConfig } from './config.ts'
import { type Document, readDocument } from './document.ts'
import { errorCode } from './error-code.ts'
import { layer } from './layers.ts'
import { type ConfigSources, createReadNamed, folderOf, type Given, loadService, readLayers } from './load.ts'
import { ConfigError, type Problem } from './problem.ts'
import { settings } from './settings.ts'
import { sharedBases } from './shared-bases.ts'
import { sharedTokens } from './shared-tokens.ts'
import { splitTenants, type WrittenTenant } from './split-tenants.ts'
import { ownName, processOptions, serviceOptions, tenantUrl } from './tenants.ts'

/** @throws ConfigError with everything that is wrong, whosever it is */
export const loadGateway = (sources: ConfigSources): GatewayConfig => {
  const { documents, environment } = readLayers(sources)
  const readNamed = createReadNamed(sources)
  const folder = folderOf(sources)
  const split = splitTenants(documents)
  if (split === undefined) return gatewayOf(loadService({ documents, environment, readNamed, folder }))

  const problems: Problem[] = [...split.problems]
  const attempt = <Value>(work: () => Value): Value | undefined => {
    try {
      return work()
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      problems.push(...error.problems)
      return undefined
    }
  }
  const top = { documents: split.top, environment, readNamed, folder }
  const whole = attempt(() => (isService(top) ? gatewayOf(loadService(top)) : loadProcess(top)))
  // Each tenant would tell again what is wrong with the process.
  if (whole === undefined) throw new ConfigError(problems)
  const above = processDocument(top, sources)
  const tenants = split.tenants.flatMap((tenant) => {
    const config = attempt(() => loadTenant(tenant, above, sources))
    return config === undefined ? [] : [{ ...tenant, config }]
  })
  const own = whole.own === undefined ? [] : [{ name: ownName, where: 'clients', config: whole.own }]
  problems.push(...sharedTokens([...own, ...tenants]), ...sharedBases([...own, ...tenants]))
  if (problems.length > 0) throw new ConfigError(problems)
  return { ...whole, tenants: new Map(tenants.map(({ name, config }) => [name, config])) }
}

/** A process that serves nothing but this. */
export const gatewayOf = (config: Config): GatewayConfig => {
  const { publicUrl, listen, audit, log, metrics, watch } = config
  return { publicUrl, listen, audit, log, metrics, watch, own: config, tenants: new Map() }
}

const isService = ({ documents, environment: { variables } }: Given): boolean => {
  const value = layer(documents, variables).value as Readonly<Record<string, unknown>>
  return serviceOptions.some((name) => Object.hasOwn(value, name))
}

/** A process whose base path serves nothing. What it says is checked as beside any service, by one that is never opened. */
const loadProcess = (top: Given): GatewayConfig => {
  const { variables } = top.environment
  const { value, where } = layer(top.documents, variables)
  const strays = Object.keys(value as object).filter((name) => isOfTenant(name))
  const problems = strays.map((name) => ({
    where: where([name], 'key'),
    message: `${name}: is an option of each tenant; what stands at the top level is no default for them`,
  }))
  try {
    const config = loadService({ ...top, documents: [unopened, ...top.documents] })
    if (problems.length === 0) return { ...gatewayOf(config), own: undefined }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    problems.push(...error.problems)
  }
  throw new ConfigError(problems)
}

const isOfTenant = (name: string): boolean =>
  Object.hasOwn(settings.entries, name) && !processOptions.some((option) => option === name)

const unopened = readDocument(
  `directory: { urls: ['ldapi://%2F'] }
users: { base: 'ou=nobody' }
clients: [{ name: unopened, tokens: ['sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'] }]
cursors: { key: 'of no cursor, since nobody is ever asked' }`,
  'nobody',
)

/** What a tenant has from the process, as if it stood in its own file. */
const processDocument = ({ documents, environment: { variables } }: Given, sources: ConfigSources): Document => {
  const { value } = layer(documents, variables)
  const where: Document['where'] = (path, part) =>
    documents.map((document) => document.where(path, part)).findLast((place) => place !== undefined)
  const written = absoluteFiles(value, resolve(folderOf(sources))) as Readonly<Record<string, unknown>>
  const names = processOptions.filter((name) => name !== 'tenants' && Object.hasOwn(written, name))
  return { value: Object.fromEntries(names.map((name) => [name, written[name]])), problems: [], where }
}

/** All that is wrong begins with the name of the tenant. */
const loadTenant = (tenant: WrittenTenant, above: Document, sources: ConfigSources): Config => {
  const { name } = tenant
  try {
    const { documents, folder } = readTenant(tenant, sources)
    const strays = documents.flatMap(straysIn)
    if (strays.length > 0) throw new ConfigError(strays)
    const config = loadService({
      documents: [defaults, above, ...documents],
      environment: { variables: [], problems: [] },
      readNamed: (file) => sources.readFile(resolve(folder, file)),
      folder,
    })
    return { ...config, tenant: name, publicUrl: config.publicUrl && tenantUrl(config.publicUrl, name) }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    throw new ConfigError(
      error.problems.map(({ where, message }) => ({ where, message: `tenant ${name}: ${message}` })),
    )
  }
}

/** Whoever is answered there without a token learns that there is a tenant of this name. */
const defaults = readDocument('discoveryPublic: false', 'defaults of tenants')

/** Files are named relative to the file that names them. */
const readTenant = ({ where, written }: WrittenTenant, sources: ConfigSources) => {
  if (typeof written !== 'string') return { documents: written, folder: folderOf(sources) }
  const file = join(folderOf(sources), written)
  let text: string
  try {
    text = sources.readFile(resolve(file))
  } catch (error) {
    throw new ConfigError([{ where, message: `names a file that cannot be read (${errorCode(error)})` }])
  }
  const document = readDocument(text, file)
  if (document.problems.length > 0) throw new ConfigError(document.problems)
  return { documents: [document], folder: dirname(file) }
}

const straysIn = ({ where }: Document): readonly Problem[] =>
  processOptions.flatMap((option) => {
    const place = where([option], 'key')
    const message = `${option}: is an option of the whole process, and stands at the top level of its file`
    return place === undefined ? [] : [{ where: place, message }]
  })
