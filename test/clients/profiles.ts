/** The gateways that the conversations are replayed against: a directory with 1,000 people, and a profile. */

import { freePort } from '../../src/demo/free-port.ts'
import { printLdifEntry } from '../../src/demo/ldif.ts'
import { people } from '../../src/demo/people.ts'
import type { Profile } from '../../src/doctor/features.ts'
import { startGateway, type TestGateway } from '../support/gateway.ts'
import { startOpenldap } from '../support/openldap.ts'
import { type FaultyProxy, startFaultyProxy } from './faulty-proxy.ts'

export const profiles: readonly Profile[] = ['strict', 'provisioning']

/** What is said in the configuration for it. */
const overlays: Readonly<Record<Profile, Readonly<Record<string, unknown>>>> = {
  strict: {},
  provisioning: { profile: 'provisioning' },
}

export interface ReplayStage {
  readonly proxy: FaultyProxy
  readonly scim: TestGateway
  /** Ids of 1,000 people. */
  readonly members: readonly string[]
  end(): Promise<void>
}

export const openReplayStage = async (profile: Profile): Promise<ReplayStage> => {
  const ldap = await startOpenldap({ load: peopleLdif() })
  const proxy = await startFaultyProxy()
  const port = await freePort()
  proxy.forwardTo(`http://127.0.0.1:${port}`)
  const listen = { host: '127.0.0.1', port }
  const scim = await startGateway(ldap, { ...overlays[profile], listen, publicUrl: `${proxy.origin}/scim/v2` })
  const end = async () => {
    await proxy.close()
    await scim.close()
    await ldap.stop()
  }
  return { proxy, scim, members: await memberIds(scim), end }
}

function* peopleLdif(): Generator<string> {
  for (const person of people({ count: 1000, seed: 1, base: 'ou=people,dc=example,dc=com' }))
    yield printLdifEntry(person)
}

const memberIds = async (scim: TestGateway): Promise<readonly string[]> => {
  const { body } = await scim.get('/Users?count=1000&attributes=id')
  const ids = body.Resources.map(({ id }: { id: string }) => id) as readonly string[]
  if (ids.length !== 1000) throw new Error(`${ids.length} people instead of 1000`)
  return ids
}
