/** The contract of the port on Samba, with guards by a version attribute and with none. */
import { expect } from 'vitest'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { describeDirectory } from '../contract/directory.contract.ts'
import type { Subject } from '../contract/subject.ts'
import { startSamba } from '../support/samba.ts'

const start = async (version?: string): Promise<Subject> => {
  const server = await startSamba()
  const { gatewayDn: bindDn, gatewayPassword: password } = server
  const names = { id: 'objectGUID', ...(version !== undefined && { version }) }
  const directory = openDirectory({ urls: [server.url], bindDn, password, ...names })
  return {
    directory,
    base: `OU=people,${server.suffix}` as Dn,
    expectIdle: () => expect(directory.stats()).toMatchObject({ leased: 0, inFlight: 0, waiting: 0 }),
    stop: async () => {
      directory.close()
      await server.stop()
    },
  }
}

// An entry has attributes that nobody may give it again.
describeDirectory('Samba', { start: () => start('adminDescription'), atomicGuards: true, undoesDeletions: false })
describeDirectory('Samba without a version attribute', {
  start: () => start(),
  atomicGuards: false,
  undoesDeletions: false,
})
