/** The contract on OpenLDAP: with all that it offers, and as if it had neither assertions, post-read nor transactions. */
import { expect } from 'vitest'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Avoidable } from '../../src/directory/ldapts/options.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { startOpenldap } from '../support/openldap.ts'
import { describeDirectory } from './directory.contract.ts'
import type { Subject } from './subject.ts'

const start = async (without: readonly Avoidable[]): Promise<Subject> => {
  const server = await startOpenldap()
  const { gatewayDn: bindDn, gatewayPassword: password } = server
  const directory = openDirectory({ urls: [server.url], bindDn, password, without })
  return {
    directory,
    base: `ou=people,${server.suffix}` as Dn,
    expectIdle: () => expect(directory.stats()).toMatchObject({ leased: 0, inFlight: 0, waiting: 0 }),
    stop: async () => {
      directory.close()
      await server.stop()
    },
  }
}

const least = ['assertion', 'postRead', 'transactions', 'paged'] as const

describeDirectory('OpenLDAP', { start: () => start([]), atomicGuards: true })
describeDirectory('OpenLDAP without its controls and transactions', { start: () => start(least), atomicGuards: false })
