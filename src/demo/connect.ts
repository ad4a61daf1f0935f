/** Administrator's connections of the demo and the tests; the gateway itself has its own sessions. */
import { connect } from 'node:net'
import { Client } from 'ldapts'

/** Bound by SASL EXTERNAL: the operating system says who we are. */
export const connectLdapi = async (path: string): Promise<Client> => {
  const client = new Client({ url: 'ldap://localhost', timeout: 60_000, createConnection: () => connect(path) })
  await client.bind('EXTERNAL')
  return client
}

export const connectAs = async (url: string, dn: string, password: string): Promise<Client> => {
  const client = new Client({ url, timeout: 60_000 })
  await client.bind(dn, password)
  return client
}
