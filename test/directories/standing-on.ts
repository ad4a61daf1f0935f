/** standingOn: a gateway over a directory that was started, and what the checks ask of both. */
import type { Client } from 'ldapts'
import { administratorOf, bindCode } from '../protocol/support.ts'
import { type ReachableDirectory, startGateway } from '../support/gateway.ts'
import type { Standing } from './standing.ts'

interface Started extends ReachableDirectory {
  admin(): Promise<Client>
  stop(): Promise<void>
}

interface Options {
  /** Laid over the configuration. */
  readonly overlay: Readonly<Record<string, unknown>>
  readonly prepare?: (client: Client) => Promise<void>
}

export const standingOn = async (ldap: Started, { overlay, prepare }: Options): Promise<Standing> => {
  const client = await ldap.admin()
  await prepare?.(client)
  const scim = await startGateway(ldap, overlay)
  const admin = administratorOf(client)
  const dnOf = (userName: string) => personDn(client, ldap.suffix, userName)
  return {
    scim,
    login: async (userName, password) => bindCode(ldap, await dnOf(userName), password),
    unmapped: {
      write: async (userName, value) => admin.replace(await dnOf(userName), 'description', value),
      read: async (userName) => (await admin.stored(await dnOf(userName)))?.description?.[0],
    },
    stop: async () => {
      await scim.close()
      await client.unbind()
      await ldap.stop()
    },
  }
}

const personDn = async (client: Client, base: string, userName: string): Promise<string> => {
  const { searchEntries } = await client.search(base, {
    scope: 'sub',
    filter: `(|(uid=${userName})(sAMAccountName=${userName}))`,
    attributes: ['1.1'],
  })
  if (searchEntries.length !== 1) throw new Error(`${searchEntries.length} entries have this name`)
  return searchEntries[0]?.dn ?? ''
}
