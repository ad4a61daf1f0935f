/** The contract over staged writes: what they will have done is what the real directory would have done. */
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import { stageOver } from '../../src/directory/staged/staged-directory.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { startOpenldap } from '../support/openldap.ts'
import { describeDirectory } from './directory.contract.ts'

describeDirectory('staged over OpenLDAP', {
  start: async () => {
    const server = await startOpenldap()
    const { gatewayDn: bindDn, gatewayPassword: password } = server
    const real = openDirectory({ urls: [server.url], bindDn, password })
    return {
      directory: stageOver(real),
      base: `ou=people,${server.suffix}` as Dn,
      stop: async () => {
        real.close()
        await server.stop()
      },
    }
  },
  atomicGuards: true,
})
