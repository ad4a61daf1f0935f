/** The contract of the port on 389 Directory Server, with guards by a version attribute and with none. */
import { expect } from 'vitest'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { describeDirectory } from '../contract/directory.contract.ts'
import type { Subject } from '../contract/subject.ts'
import { startDs389, versionType } from '../support/ds389.ts'

const start = async (version?: string): Promise<Subject> => {
  const server = await startDs389({ attributeTypes: [versionType] })
  const { gatewayDn: bindDn, gatewayPassword: password } = server
  const names = { id: 'nsUniqueId', ...(version !== undefined && { version }) }
  const directory = openDirectory({ urls: [server.url], bindDn, password, ...names })
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

describeDirectory('389 Directory Server', { start: () => start('scimVersion'), atomicGuards: true })
describeDirectory('389 Directory Server without a version attribute', { start: () => start(), atomicGuards: false })
