/** openService: everything behind a listener: a directory, its operations, and the answers of HTTP. */
import { randomBytes, randomUUID } from 'node:crypto'
import { createBearerTokens } from '../auth/bearer-token.ts'
import type { Config } from '../config/config.ts'
import { type OpenDirectory, openDirectory } from '../directory/ldapts/open.ts'
import type { Subschema } from '../directory/subschema.ts'
import { createHttp } from '../http/http.ts'
import type { MappingError } from '../mapping/compile/compile.ts'
import type { Observe } from '../observe/observation.ts'
import { createOperations } from '../operations/create-operations.ts'
import { createLogIn } from '../operations/log-in.ts'
import { createRegistry } from '../scim/schema/registry.ts'
import { cursorKeys } from '../scim/search/cursor.ts'
import { peopleOf, requireActing } from './acting.ts'
import { createAuthentication } from './authentication.ts'
import { tellsStates } from './check-names.ts'
import { compileDependencies, declaredTypes } from './compile-operations.ts'
import { dialectsOf } from './dialects.ts'
import { directoryOptions } from './directory-options.ts'
import { createEnforcement } from './enforcement.ts'
import { httpLimits } from './http-limits.ts'
import type { Fetch } from './listener.ts'
import { openReadiness, type ReadyState } from './readiness.ts'
import { serviceProvider } from './service-provider.ts'

export interface ServiceOptions {
  readonly config: Config
  /** Where clients reach it, base path included, without a slash at its end. */
  readonly url: string
  readonly observe: Observe
  /** See `OpenAudit`. */
  readonly requireAudit: () => void
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

export interface Service {
  readonly fetch: Fetch
  /** Looks at the directory now. */
  ready(): Promise<ReadyState>
  /** See `Readiness`. */
  misfit(): MappingError | undefined
  /** Whatever is under way is cut: to be called when nobody asks any more. */
  close(): Promise<void>
}

/** The directory may be away, and is looked for until it is there. */
export const openService = ({ config, url, observe, requireAudit, now }: ServiceOptions): Service => {
  const types = declaredTypes(config)
  const compilation = {
    ...{ config, types, url, observe, requireAudit, now },
    cursorKeys: cursorKeys(config.cursors.key ?? randomBytes(32)),
  }
  /** Until a server was seen it is taken for one that can guard its writes. */
  let guarded = true
  let isTold = true
  const requireEnforced = createEnforcement({ config, types, observe })
  const compile = async (directory: OpenDirectory, subschema: Subschema) => {
    isTold = tellsStates(config, subschema)
    const people = peopleOf(config, directory)
    const given = compileDependencies({
      ...{ ...compilation, directory, subschema, guarded: guarded && isTold },
      ...(people && { people }),
    })
    await requireEnforced(directory)
    await requireActing(config, directory)
    return { operations: createOperations(given), logIn: createLogIn(given, directory.logIn) }
  }
  const open = () => {
    const directory = openDirectory(directoryOptions(config.directory, observe))
    const ping = async () => {
      await directory.ping()
      guarded = (await directory.capabilities()).guarded
    }
    return { ...directory, ping }
  }
  const readiness = openReadiness({ open, compile, observe })
  const http = createHttp({
    publicUrl: url,
    operations: () => readiness.compiled().operations,
    registry: createRegistry(types.map(({ resourceType }) => resourceType)),
    authenticate: createAuthentication({
      ...{ config, observe, now },
      verifiers: [createBearerTokens(config.clients)],
      logIn: async (given) => readiness.compiled().logIn(given),
    }),
    dialectOf: dialectsOf(config),
    serviceProviderConfig: () => serviceProvider(config, url, guarded && isTold),
    readiness: readiness.check,
    limits: httpLimits(config),
    leaverRename: config.leaverRename,
    observe,
    requestId: randomUUID,
    discoveryPublic: config.discoveryPublic,
  })
  return {
    fetch: (request, arrival) => http.fetch(request, arrival),
    ready: readiness.check,
    misfit: readiness.misfit,
    close: readiness.close,
  }
}
