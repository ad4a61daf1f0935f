/** Acting: the directory as people see it, where a client is to act as them, and whether the server lets the gateway do so. */
import type { ClientConfig, Config } from '../config/config.ts'
import type { OpenDirectory } from '../directory/ldapts/open.ts'
import { MappingError } from '../mapping/compile/compile.ts'
import type { People } from '../operations/person-operations.ts'

/** undefined: no client acts as people. */
export const peopleOf = ({ basic, clients }: Config, directory: OpenDirectory): People | undefined =>
  clients.some(({ actsAt }) => actsAt !== undefined)
    ? {
        actingAs: (dn) => directory.actingAs(dn),
        boundAs: (dn, password) => directory.boundAs(dn, password),
        keptMs: basic.cacheSeconds * 1_000,
      }
    : undefined

/** Those by whose tokens or certificates the gateway would act as people; whoever logs in binds as itself. */
export const proxyingClients = ({ basic, clients }: Pick<Config, 'basic' | 'clients'>): readonly ClientConfig[] =>
  clients.filter(({ name, actsAt, tokenHashes, certificates = [], jwt, introspection }) => {
    const isOfLoginsAlone =
      basic.enabled && basic.client === name && tokenHashes.length + certificates.length === 0 && !jwt && !introspection
    return actsAt !== undefined && !isOfLoginsAlone
  })

/** @throws MappingError where a client is to act as people and the server cannot do that */
export const requireActing = async (config: Config, directory: Pick<OpenDirectory, 'capabilities'>): Promise<void> => {
  const [client] = proxyingClients(config)
  if (client === undefined || (await directory.capabilities()).proxiedAuthorization) return
  const message = 'the server does not offer proxied authorization (RFC 4370), by which the gateway would act as people'
  throw new MappingError('clients', [{ path: `${client.name}.actAs`, message }])
}
