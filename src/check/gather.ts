/** gather: everything that findings are made of, read from a directory and, where allowed, from its cn=config. */
import type { Directory } from '../directory/directory.ts'
import { type OpenDirectory, openDirectory } from '../directory/ldapts/open.ts'
import type { DirectoryOptions } from '../directory/ldapts/options.ts'
import type { Subschema } from '../directory/subschema.ts'
import { type Dn, isDn, isUnder } from '../ldap/dn.ts'
import { textOf } from '../ldap/entry.ts'
import { equal } from '../ldap/filter.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { basesOf } from '../mapping/places.ts'
import type { Operations } from '../operations/operations.ts'
import { offers, type ResourceType } from '../scim/schema/resource-type.ts'
import { urn } from '../scim/urn.ts'
import { lookAtActing } from './acting.ts'
import { readServerConfig, type ServerConfig } from './config-entries.ts'
import type { Facts, PolicyFact, ResourceFacts, Seen, ServerFact, Shipped, TrialFact, WrongRight } from './facts.ts'
import { type Failure, failureOf } from './failure.ts'
import { isPlaceKnown } from './placed-body.ts'
import { lookAtProtection, type ProtectedIn } from './protection.ts'
import { readInstalled } from './schema/install-schema.ts'
import { compareSchema, type DefinitionStatus, type Installed } from './schema/plan-schema.ts'
import { type Declared, lookAtBases, survey } from './survey.ts'
import { tryWriting } from './trial.ts'
import { probeWrites } from './write-probe.ts'

export interface Gathering {
  /** How the gateway itself would open the directory. */
  readonly gateway: DirectoryOptions
  readonly account: string | undefined
  readonly isPlain: (url: string) => boolean
  /** Somebody who may read cn=config. */
  readonly administrator: DirectoryOptions | undefined
  readonly declared: readonly Declared[]
  readonly cleaning: Facts['cleaning']
  readonly shipped: Shipped
  readonly protectedIn: ProtectedIn
  readonly wrongRightsIn: (mappings: readonly Mapping[], subschema: Subschema) => readonly WrongRight[]
  /** A client acts as people, by proxied authorization. */
  readonly actsAsPeople: boolean
  /** A name that nobody has. */
  readonly nobodys: string
  /** Only where a write that is undone again is allowed. `password`: one that nobody has. */
  readonly writes:
    | { readonly password: string; readonly operations: (directory: Directory, subschema: Subschema) => Operations }
    | undefined
}

/** @throws DirectoryError where the directory goes away in the middle */
export const gather = async (options: Gathering): Promise<Facts> => {
  const { account, cleaning, shipped } = options
  const { followed = [], ...own } = options.gateway
  const [main = [], ...others] = await Promise.all(
    [own, ...followed.map(({ names: _, ...its }) => ({ ...own, ...its }))].map((gateway) =>
      Promise.all(gateway.urls.map((url) => tryServer(url, { ...options, gateway }))),
    ),
  )
  const urls = main.filter(({ failure }) => failure === undefined).map(({ url }) => url)
  const facts = { account, servers: [...main, ...others.flat()], cleaning, shipped }
  const isWhole = others.every((servers) => servers.some(({ failure }) => failure === undefined))
  if (urls.length === 0 || !isWhole) return { ...facts, seen: undefined }

  const directory = openDirectory({ ...options.gateway, urls })
  const administrator = options.administrator && openDirectory(options.administrator)
  try {
    return { ...facts, seen: await look(directory, administrator, options) }
  } finally {
    directory.close()
    administrator?.close()
  }
}

const tryServer = async (url: string, { gateway, isPlain }: Gathering): Promise<ServerFact> => {
  const directory = openDirectory({ ...gateway, urls: [url] })
  const isInClear = isPlain(url) && gateway.tls?.startTls !== true
  try {
    await directory.ping()
    return { url, isPlain: isInClear, failure: undefined }
  } catch (error) {
    return { url, isPlain: isInClear, failure: failureOf(error) }
  } finally {
    directory.close()
  }
}

const look = async (
  directory: OpenDirectory,
  administrator: OpenDirectory | undefined,
  options: Gathering,
): Promise<Seen> => {
  const capabilities = await directory.capabilities()
  const subschema = await readSubschema(directory)
  const config = await readConfig(administrator ?? directory, options)
  const resources: ResourceFacts[] = []
  if (subschema !== undefined) {
    const { account, nobodys } = options
    const surveyor = { directory, account, administrator, subschema, nobodys }
    for (const declared of options.declared) resources.push(await survey(declared, surveyor))
  }
  const mappings = resources.flatMap(({ mapping }) => mapping ?? [])
  const { protectedIn } = options
  // Whatever is wrong with the directory is told by what it is needed for.
  const protection = await lookAtProtection({ directory, administrator, mappings, protectedIn }).catch(() => undefined)
  const { base } = options.cleaning
  const [referenceBase] =
    base === undefined ? [] : await lookAtBases([{ dn: base, option: 'references.base' }], { directory, administrator })
  return {
    ...{ capabilities, subschema, resources, referenceBase, protection },
    wrongRights: subschema === undefined ? [] : options.wrongRightsIn(knownMappings(resources), subschema),
    ...config,
    acting: options.actsAsPeople ? await lookAtActing(directory, resources) : undefined,
    policies: subschema?.objectClass('pwdPolicy') ? await readPolicies([directory, administrator], options) : [],
    ...(subschema === undefined ? untried : await probe(directory, { subschema, resources, options })),
  }
}

/** Of which all is known: of the others it is told already what is wrong. */
const knownMappings = (resources: readonly ResourceFacts[]): readonly Mapping[] =>
  resources.flatMap(({ mapping, unknown: { types, classes } }) =>
    mapping === undefined || types.length + classes.length > 0 ? [] : [mapping],
  )

const readSubschema = async (directory: OpenDirectory): Promise<Subschema | undefined> => {
  try {
    return await directory.subschema()
  } catch (error) {
    if (failureOf(error).kind === 'forbidden') return undefined
    throw error
  }
}

interface ConfigFacts {
  readonly server: ServerConfig | undefined
  readonly configFailure: Failure | undefined
  readonly definitions: readonly DefinitionStatus[] | undefined
  readonly installed: readonly Installed[]
}

const readConfig = async (directory: OpenDirectory, { shipped }: Gathering): Promise<ConfigFacts> => {
  try {
    const server = await readServerConfig(directory)
    const installed = server === undefined ? [] : await readInstalled(directory)
    const definitions = server && compareSchema(shipped.definitions, installed)
    return { server, definitions, installed, configFailure: undefined }
  } catch (error) {
    return { server: undefined, definitions: undefined, installed: [], configFailure: failureOf(error) }
  }
}

/** Of the whole suffixes that hold the bases; whoever sees more decides. */
const readPolicies = async (
  directories: readonly (OpenDirectory | undefined)[],
  { declared }: Gathering,
): Promise<readonly PolicyFact[]> => {
  const found = new Map<string, PolicyFact>()
  for (const directory of directories) {
    if (directory === undefined) continue
    const { namingContexts } = await directory.capabilities().catch(() => ({ namingContexts: [] }))
    const suffixes = namingContexts.filter((suffix) =>
      declared.some(({ declaration }) => basesOf(declaration).some((base) => isDn(base) && isUnder(base, suffix))),
    )
    for (const suffix of suffixes) {
      for (const policy of await policiesBelow(directory, suffix as Dn)) found.set(policy.dn.toLowerCase(), policy)
    }
  }
  return [...found.values()]
}

const policiesBelow = async (directory: OpenDirectory, base: Dn): Promise<readonly PolicyFact[]> => {
  const filter = equal('objectClass', 'pwdPolicy')
  const entries = await directory.search({ base, scope: 'sub', filter, types: ['pwdLockout'] }).catch(() => [])
  return entries.map(({ dn, attributes }) => ({
    dn,
    lockout: textOf(attributes, 'pwdLockout')?.toUpperCase() === 'TRUE',
  }))
}

interface Probing {
  readonly subschema: Subschema
  readonly resources: readonly ResourceFacts[]
  readonly options: Gathering
}

const untried = { probe: undefined, trials: [] }

/** Made, changed and removed again. */
const isTried = (resourceType: ResourceType): boolean =>
  (['create', 'replace', 'delete'] as const).every((operation) => offers(resourceType, operation))

/** Only with mappings that serve would run: those with unknown names fail for reasons that are told already. */
const probe = async (
  directory: OpenDirectory,
  { subschema, resources, options: { writes, nobodys } }: Probing,
): Promise<Pick<Seen, 'probe' | 'trials'>> => {
  const isWhole = knownMappings(resources).length === resources.length
  if (writes === undefined || !isWhole) return untried
  const mappings = resources.flatMap(({ mapping }) => mapping ?? [])
  const mapping = mappings.find(
    (each) => each.resourceType.schema.id === urn.user && isTried(each.resourceType) && isPlaceKnown(each),
  )
  const operations = writes.operations(directory, subschema)
  const trials: TrialFact[] = []
  const tryOthers = async (ids: ReadonlyMap<string, string>) => {
    for (const other of mappings.filter((each) => each !== mapping)) {
      trials.push(await tryWriting({ directory, operations, subschema, mapping: other, nobodys, ids }))
    }
  }
  if (mapping === undefined) {
    await tryOthers(new Map())
    return { probe: undefined, trials }
  }
  const whileThere = (id: string) => tryOthers(new Map([[mapping.resourceType.name, id]]))
  const person = { mapping, userName: nobodys, password: writes.password }
  const probed = await probeWrites({ directory, operations, ...person, whileThere })
  if (trials.length === 0) await tryOthers(new Map())
  return { probe: probed, trials }
}
