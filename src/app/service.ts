/** openService: everything behind a listener: a directory, its operations, and the answers of HTTP. */
import { randomBytes, randomUUID } from 'node:crypto'
import type { Fetch as Ask } from '../auth/keys/fetch-json.ts'
import type { Config } from '../config/config.ts'
import { prefixOf } from '../config/tenants.ts'
import { type OpenDirectory, openDirectory } from '../directory/ldapts/open.ts'
import type { Subschema } from '../directory/subschema.ts'
import { createHttp } from '../http/http.ts'
import type { MappingError } from '../mapping/compile/compile.ts'
import type { Observe } from '../observe/observation.ts'
import { type Brakes, createMade } from '../operations/brake/brakes.ts'
import { createOperations } from '../operations/create-operations.ts'
import { createLogIn } from '../operations/log-in.ts'
import { createRegistry } from '../scim/schema/registry.ts'
import { cursorKeys } from '../scim/search/cursor.ts'
import { peopleOf, requireActing } from './acting.ts'
import { booksInMemory, openBrakes } from './brakes.ts'
import { openCallers } from './callers.ts'
import { tellsStates } from './check-names.ts'
import { compileDependencies, declaredTypes } from './compile-operations.ts'
import { dialectsOf } from './dialects.ts'
import { directoryOptions } from './directory-options.ts'
import { createEnforcement } from './enforcement.ts'
import { httpLimits } from './http-limits.ts'
import type { Kept } from './kept.ts'
import type { Fetch } from './listener.ts'
import { openReadiness, type ReadyState } from './readiness.ts'
import { serviceProvider } from './service-provider.ts'
import { createRequireWriter, tellingOfWrites } from './writer.ts'

export interface ServiceOptions {
  readonly config: Config
  /** Where clients reach it, base path included, without a slash at its end. */
  readonly url: string
  readonly observe: Observe
  /** See `OpenAudit`. */
  readonly requireAudit: () => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
  /** Asks other servers about tokens; `fetch` unless given. */
  readonly ask?: Ask | undefined
  /** What is to outlive this service when the configuration is loaded again. */
  readonly kept: Kept
}

export interface Service {
  readonly fetch: Fetch
  /** Looks at the directory now. */
  ready(): Promise<ReadyState>
  /** See `Readiness`, both. */
  told(): ReadyState | undefined
  misfit(): MappingError | undefined
  /** It answers from now on, in the place of `before`. */
  begin(before: Service | undefined): void
  /** It answers no more, and nothing takes its place. */
  end(): void
  readonly brakes: Brakes
  /** Whatever is under way is cut: to be called when nobody asks any more. */
  close(): Promise<void>
}

/** The directory may be away, and is looked for until it is there. */
export const openService = ({
  config,
  url,
  observe,
  requireAudit,
  now,
  kept,
  ask = fetch,
}: ServiceOptions): Service => {
  const types = declaredTypes(config)
  const brakes = openBrakes({
    ...{ config, observe, now },
    memory: kept('brake books', booksInMemory),
    madeBy: kept('resources that clients made', createMade),
  })
  const compilation = {
    ...{ config, types, url, observe, requireAudit, now, brakes },
    cursorKeys: cursorKeys(config.cursors.key ?? kept('cursor key', () => randomBytes(32))),
  }
  /** Until a server was seen it is taken for one that can guard its writes. */
  let guarded = true
  let isTold = true
  const requireEnforced = createEnforcement({ config, types })
  const compile = async (directory: OpenDirectory, subschema: Subschema) => {
    isTold = tellsStates(config, subschema)
    const people = peopleOf(config, directory)
    const given = compileDependencies({
      ...{ ...compilation, directory, subschema, guarded: guarded && isTold },
      requireWriter: createRequireWriter(directory),
      ...(people && { people }),
    })
    // Nobody is deactivated where nothing is written; the one that takes writes is looked at when it is back.
    if (directory.state().takesWrites) await requireEnforced(directory)
    await requireActing(config, directory)
    return { operations: createOperations(given), logIn: createLogIn(given, directory.logIn) }
  }
  let opened: OpenDirectory | undefined
  const open = () => {
    const directory = openDirectory(directoryOptions(config.directory, observe))
    opened = directory
    const ping = async () => {
      await directory.ping()
      guarded = (await directory.capabilities()).guarded
    }
    return { ...directory, ping }
  }
  const readiness = openReadiness({ open, compile, observe })
  const http = createHttp({
    publicUrl: url,
    tenant: config.tenant === undefined ? undefined : { name: config.tenant, path: prefixOf(url) },
    operations: () => readiness.compiled().operations,
    registry: createRegistry(types.map(({ resourceType }) => resourceType)),
    ...openCallers({
      ...{ config, url, observe, now, kept, fetch: ask },
      logIn: async (given) => readiness.compiled().logIn(given),
    }),
    dialectOf: dialectsOf(config),
    serviceProviderConfig: () => serviceProvider(config, url, guarded && isTold),
    readiness: async () => tellingOfWrites(await readiness.check(), opened),
    limits: httpLimits(config),
    leaverRename: config.leaverRename,
    observe,
    requestId: randomUUID,
    discoveryPublic: config.discoveryPublic,
  })
  return {
    fetch: (request, arrival) => http.fetch(request, arrival),
    ready: readiness.check,
    told: readiness.told,
    misfit: readiness.misfit,
    brakes,
    begin: (before) => brakes.begin(before?.brakes),
    end: brakes.end,
    close: async () => {
      brakes.close()
      await readiness.close()
    },
  }
}
