/** observeWorld: what is no rate of requests: how late the event loop is, how much memory is taken, whether first pages are fresh. */
import { setTimeout as sleep } from 'node:timers/promises'
import { peopleBaseOf } from './content.ts'
import type { Observations } from './results.ts'
import { usageOf } from './usage.ts'
import type { World } from './world.ts'

const additions = 20

export const observeWorld = async (world: World): Promise<Observations> => {
  const lag = await lagOf(world)
  const { rss, peak } = usageOf(world.gateway.pid)
  const fresh = await freshnessOf(world)
  return {
    people: world.facts.people,
    lagP99: lag?.p99,
    lagMost: lag?.most,
    memory: rss,
    peak,
    freshPages: additions,
    stalePages: fresh,
  }
}

interface Lag {
  readonly p99: number
  readonly most: number
}

/** While all people are walked by cursor and two clients read single ones. */
const lagOf = async ({ gateway, work }: World): Promise<Lag | undefined> => {
  process.kill(gateway.pid, 'SIGUSR2')
  await work({ name: 'lag', subject: 'gateway', url: gateway.url, seconds: 0, leastTurns: 1, firstTurn: 0 })
  process.kill(gateway.pid, 'SIGUSR2')
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const line = gateway
      .output()
      .split('\n')
      .find((each) => each.startsWith('{"kind":"lag"'))
    if (line !== undefined) return JSON.parse(line)
    await sleep(20)
  }
  return undefined
}

/** First pages that do not count somebody who was added past the gateway before they were asked for. */
const freshnessOf = async ({ gateway, ldap, facts }: World): Promise<number> => {
  const admin = await ldap.admin()
  const total = async () => (await gateway.get('/Users?count=1&attributes=userName')).body.totalResults as number
  let expected = await total()
  let stale = 0
  for (let n = 0; n < additions; n += 1) {
    const dn = `uid=fresh-${n},${peopleBaseOf(facts.suffix)}`
    await admin.add(dn, { objectClass: ['inetOrgPerson'], uid: `fresh-${n}`, cn: 'Fresh', sn: 'Fresh' })
    expected += 1
    if ((await total()) !== expected) stale += 1
  }
  await admin.unbind()
  return stale
}
