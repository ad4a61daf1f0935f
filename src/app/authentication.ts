/** createAuthentication: who may call, as the configuration has it: by token, password or certificate; and as whom. */
import type { Authenticate } from '../auth/authenticate.ts'
import { createBasic } from '../auth/basic.ts'
import { type CallerRules, createCallers } from '../auth/callers.ts'
import { createOwnerOf } from '../auth/certificates.ts'
import type { Credentials } from '../auth/credentials.ts'
import { createForwarded } from '../auth/forwarded-certificate.ts'
import { createLoginBrake, type LoginCounts } from '../auth/login-brake.ts'
import { principalOf } from '../auth/principal.ts'
import type { ClientConfig, Config } from '../config/config.ts'
import type { Observe } from '../observe/observation.ts'
import type { LoggingIn } from '../operations/log-in.ts'

interface Authentication {
  readonly config: Pick<Config, 'basic' | 'clients' | 'listen'>
  /** By tokens of every kind. */
  readonly bearer: Authenticate
  /** The id of who has logged in. Throws ScimError 503 while the directory is away. */
  readonly logIn: (given: LoggingIn) => Promise<string | undefined>
  /** What failed before the configuration was loaded again counts on. */
  readonly loginCounts: LoginCounts
  readonly observe: Observe
  readonly now: () => number
}

export const createAuthentication = (given: Authentication): Authenticate => {
  const { config, bearer, now } = given
  return createCallers({
    bearer,
    basic: basicOf(given),
    certificates: certificatesOf(config),
    rules: config.clients.map(ruleOf),
    now,
  })
}

const ruleOf = (client: ClientConfig): CallerRules => ({
  client: client.name,
  byCertificate: client.certificates === undefined ? undefined : principalOf(client),
  needsBoth: client.needsBoth === true,
  actsAt: client.actsAt,
})

const basicOf = ({
  config: { basic, clients, listen },
  logIn,
  loginCounts,
  observe,
}: Authentication): Authenticate | undefined => {
  const client = clients.find(({ name }) => basic.enabled && name === basic.client)
  if (client === undefined) return undefined
  const { attempts, windowSeconds } = basic
  // A proxy's address is that of everybody.
  const attemptsOfAddress = listen.behindProxy ? undefined : basic.attemptsOfAddress
  return createBasic({
    client: principalOf(client),
    logIn,
    brake: createLoginBrake({ attempts, windowSeconds, attemptsOfAddress, counts: loginCounts, observe }),
    cacheMs: basic.cacheSeconds * 1_000,
    actsAt: ruleOf(client).actsAt,
  })
}

const certificatesOf = ({ clients, listen }: Authentication['config']) => {
  const named = clients.flatMap(({ name, certificates }) =>
    certificates === undefined ? [] : [{ name, certificates }],
  )
  if (named.length === 0) return undefined
  const { clientCertificateHeader: header } = listen
  // Behind a proxy the connection is the proxy's, and so would its certificate be.
  const shownBy =
    header === undefined ? ({ connection }: Credentials) => connection.certificate : createForwarded(header)
  return { shownBy, ownerOf: createOwnerOf(named) }
}
