/** loadConfig: YAML in layers, environment and secret files -> Config, or everything that is wrong with them. */
import { dirname, resolve } from 'node:path'
import * as v from 'valibot'
import { ruleDeclaration } from '../mapping/declaration/declaration.ts'
import { idOfPreset, referralsOfPreset } from '../mapping/presets/presets.ts'
import { absoluteFiles } from './absolute-files.ts'
import { auditConfig } from './audit.ts'
import { brakeConfig } from './brake.ts'
import { check } from './checks.ts'
import type { Config, ConfiguredResource } from './config.ts'
import { readDefinitions } from './definitions.ts'
import { type Document, readDocument } from './document.ts'
import { type Environment, type EnvironmentLayer, readEnvironment } from './environment.ts'
import { errorCode } from './error-code.ts'
import type { Finding } from './finding.ts'
import { fingerprintOf } from './fingerprint.ts'
import { type Layers, layer } from './layers.ts'
import { optionsOf } from './option.ts'
import { checkPersonClaims } from './person-claims.ts'
import { ConfigError, type Path, type Problem, printFound, printPath } from './problem.ts'
import { protectedConfig } from './protected.ts'
import { missingBases } from './required-bases.ts'
import { resourcesOf } from './resources.ts'
import { nearestForm, type RowForm } from './row-mistakes.ts'
import { readSecrets, type Secrets } from './secrets.ts'
import { type Settings, settings as schema } from './settings.ts'
import { unknownKeys } from './unknown-keys.ts'

export interface ConfigSources {
  /** Path of the YAML file; other files are named relative to its folder. */
  readonly file?: string
  /** YAML instead of, or besides its name, the content of `file`. */
  readonly text?: string
  /** YAML laid over it. */
  readonly overlay?: string
  /** YAML that it is laid over. */
  readonly defaults?: string
  readonly environment: Environment
  /** Content of a file by its absolute path; throws as `readFileSync` does. */
  readonly readFile: (path: string) => string
}

/** Of what is served at one path: see `loadGateway` for tenants. @throws ConfigError */
export const loadConfig = (sources: ConfigSources): Config => {
  const { documents, environment } = readLayers(sources)
  const severally = documents.map(({ where }) => where(['tenants'], 'key')).find((where) => where !== undefined)
  if (severally !== undefined)
    throw new ConfigError([{ where: severally, message: 'tenants: one service is wanted here, and these are several' }])
  return loadService({ documents, environment, readNamed: createReadNamed(sources), folder: folderOf(sources) })
}

/** What is written, and what comes from the environment. @throws ConfigError where anything cannot be read */
export const readLayers = (sources: ConfigSources) => {
  const documents = readDocuments(sources)
  const environment = readEnvironment(sources.environment, optionsOf(schema))
  const unreadable = documents.flatMap((document) => document.problems)
  if (unreadable.length > 0) throw new ConfigError([...unreadable, ...environment.problems])
  return { documents, environment }
}

export interface Given {
  readonly documents: readonly Document[]
  readonly environment: EnvironmentLayer
  /** Content of a file by the name that it is given in the documents. */
  readonly readNamed: (name: string) => string
  /** From which files are named. */
  readonly folder: string
}

/** @throws ConfigError */
export const loadService = ({ documents, environment: { variables, problems }, ...files }: Given): Config => {
  const { folder } = files
  const { contents, readNamed } = remembering(files.readNamed)
  const layers = layer(documents, variables)
  const unknown = unknownKeys(schema, layers.value, { options: optionsOf(schema) }).map(({ path, message }) => ({
    where: layers.where(path, 'key'),
    message,
  }))
  const parsed = v.safeParse(schema, layers.value)
  const mistakes = (parsed.issues ?? []).flatMap((issue) => problemOf(issue, layers))
  const missing = missingBases(layers.value).map((finding) => locate(finding, layers))
  const settled = [...problems, ...unknown, ...missing, ...mistakes]
  if (!parsed.success || missing.length > 0) throw new ConfigError(settled)

  const settings = parsed.output
  const { secrets, findings } = readSecrets(settings, readNamed)
  const definitions = readDefinitions(settings, readNamed)
  // Whatever is wrong in a file would be told twice, by what misses it.
  const isRead = definitions.problems.length + definitions.findings.length === 0
  const mapped = isRead ? resourcesOf(settings, definitions.resourceTypes) : { resources: [], findings: [] }
  const persons = checkPersonClaims(
    settings,
    mapped.resources.map(({ resourceType }) => resourceType),
  )
  const found = [...check(settings), ...findings, ...definitions.findings, ...mapped.findings, ...persons]
  const wrong = [...settled, ...definitions.problems, ...found.map((finding) => locate(finding, layers))]
  if (wrong.length > 0) throw new ConfigError(wrong)
  const placed = mapped.resources.map((resource) => ({
    ...resource,
    placeOf: (path: Path) => layers.where([...resource.option, ...path], 'key'),
  }))
  const clients = secrets.clients.map((client, index) => ({
    ...client,
    ...(client.may && { placeOf: (path: Path) => layers.where(['clients', index, ...path], 'key') }),
  }))
  const config = configOf(settings, { ...secrets, clients }, { resources: placed, folder })
  return { ...config, fingerprint: fingerprintOf(settings, contents) }
}

/**
 * What the YAML says, layer over layer, as one configuration that may be kept in any folder. Nothing is checked but that
 * it is YAML.
 * @throws ConfigError
 */
export const mergedOptions = (sources: Omit<ConfigSources, 'environment'>): unknown => {
  const documents = readDocuments(sources)
  const problems = documents.flatMap((document) => document.problems)
  if (problems.length > 0) throw new ConfigError(problems)
  return absoluteFiles(layer(documents, []).value, folderOf(sources))
}

const readDocuments = (sources: Omit<ConfigSources, 'environment'>): readonly Document[] => {
  const { file, text, overlay, defaults, readFile } = sources
  const name = file ?? 'configuration'
  const own = text ?? (file === undefined ? undefined : readMain(file, readFile))
  return [
    ...(defaults === undefined ? [] : [readDocument(defaults, 'defaults')]),
    ...(own === undefined ? [] : [readDocument(own, name)]),
    ...(overlay === undefined ? [] : [readDocument(overlay, 'overlay')]),
  ]
}

const readMain = (file: string, readFile: ConfigSources['readFile']): string => {
  try {
    return readFile(resolve(file))
  } catch (error) {
    throw new ConfigError([{ where: file, message: `the file cannot be read (${errorCode(error)})` }])
  }
}

export const createReadNamed =
  (sources: ConfigSources) =>
  (name: string): string =>
    sources.readFile(resolve(folderOf(sources), name))

export const folderOf = ({ file }: Pick<ConfigSources, 'file'>): string => (file === undefined ? '.' : dirname(file))

type Issue = v.BaseIssue<unknown>

/** Unknown keys are told by `unknownKeys`, all of them. */
const problemOf = (issue: Issue, layers: Layers, above: Path = []): readonly Problem[] => {
  if (issue.expected === 'never') return []
  const own = (issue.path ?? []).map(({ key }) => (typeof key === 'number' ? key : String(key)))
  const path: Path = [...above, ...own]
  const form = issue.message === ruleDeclaration.message ? nearestForm(issue.input) : undefined
  if (form !== undefined) return rowProblems(form, { row: issue.input, path }, layers)
  if (issue.path?.at(-1)?.origin === 'key' && issue.input === undefined) {
    return [{ where: layers.where(path), message: `${printPath(path)}: is required` }]
  }
  const expected = issue.message.startsWith('expected') ? issue.message : expectedBy(String(issue.expected))
  return [
    { where: layers.where(path), message: `${printPath(path)}: ${expected}, found ${printFound(path, issue.input)}` },
  ]
}

/** What keeps a row from being of the kind that it resembles most. */
const rowProblems = (
  form: RowForm,
  { row, path }: { readonly row: unknown; readonly path: Path },
  layers: Layers,
): readonly Problem[] => [
  ...unknownKeys(form, row, { options: [], above: path }).map((unknown) => ({
    where: layers.where(unknown.path, 'key'),
    message: unknown.message,
  })),
  ...(v.safeParse(form, row).issues ?? []).flatMap((issue) => problemOf(issue, layers, path)),
]

/** The library's own messages quote what they found: only what it expected is told. */
const expectedBy = (kinds: string): string => {
  const words = kinds.replace(/^\((.*)\)$/, '$1').split(' | ')
  return `expected ${words.map((word) => kindNames[word] ?? word.replaceAll('"', '')).join(' or ')}`
}

const kindNames: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  Array: 'a list',
  Object: 'options below it',
  '!0': 'a text that is not empty',
}

const locate = ({ path, message, part }: Finding, layers: Layers): Problem => ({
  where: layers.where(path, part),
  message: `${printPath(path)}: ${message}`,
})

const remembering = (read: Given['readNamed']) => {
  const contents = new Map<string, string>()
  const readNamed = (name: string): string => {
    const content = read(name)
    contents.set(name, content)
    return content
  }
  return { contents, readNamed }
}

type Unmarked = Omit<Config, 'fingerprint'>

interface Placed {
  readonly resources: readonly ConfiguredResource[]
  /** Of the configuration file. */
  readonly folder: string
}

const configOf = (settings: Settings, secrets: Secrets, { resources, folder }: Placed): Unmarked => {
  const { passwordFile: _, allowPlaintext: __, ...directory } = settings.directory
  return {
    publicUrl: settings.publicUrl,
    listen: {
      ...settings.listen,
      tls: secrets.listenTls,
      clientCertificateHeader: secrets.clientCertificateHeader,
    },
    basic: settings.basic,
    directory: {
      ...directory,
      id: directory.id ?? idOfPreset(settings.preset),
      referrals: directory.referrals ?? referralsOfPreset(settings.preset),
      bindDn: directory.bindDn,
      password: secrets.password,
      tls: secrets.directoryTls,
      followed: secrets.followed,
    },
    resources,
    references: settings.references,
    clients: secrets.clients,
    callers: secrets.callers,
    brake: brakeConfig(settings, (path) => resolve(folder, path)),
    protected: protectedConfig(settings),
    profile: settings.profile,
    leaverRename: settings.leaverRename,
    lists: settings.lists,
    cursors: { key: secrets.cursorKey, timeoutSeconds: settings.cursors.timeoutSeconds },
    limits: settings.limits,
    audit: auditConfig(settings.audit, { folder, key: secrets.auditKey }),
    log: settings.log,
    metrics: settings.metrics,
    watch: settings.watch,
    discoveryPublic: settings.discoveryPublic,
    sharedBase: settings.sharedBase,
  }
}
