/**
 * `npm run soak`: a gateway of its own under load for 40 minutes, its heap after forced collection each minute.
 * SOAK_MINUTES, SOAK_RATE (requests a second), SOAK_REQUESTS (it goes on until there were so many) and SOAK_PEOPLE change that. Ends with 1 where the heap grows by a megabyte or
 * more for 100,000 requests after the first quarter of the time, or where any answer was not the expected one.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { demoContent } from '../../src/demo/content.ts'
import { startGatewayProcess } from '../support/gateway-process.ts'
import { startOpenldap } from '../support/openldap.ts'
import { startLoad } from './load.ts'
import { slopeOf } from './trend.ts'

const minutes = Number(process.env.SOAK_MINUTES ?? 40)
const rate = Number(process.env.SOAK_RATE ?? 1_000)
const leastRequests = Number(process.env.SOAK_REQUESTS ?? (process.env.SOAK_MINUTES === undefined ? 2_000_000 : 0))
const people = Number(process.env.SOAK_PEOPLE ?? 2_000)
const suffix = 'dc=example,dc=com'
const mostMegabytes = 1
const megabyte = 1024 * 1024

interface Sample {
  readonly requests: number
  readonly heap: number
  readonly rss: number
}

const ldap = await startOpenldap({ suffix, load: demoContent({ count: people, suffix }) })
const hook = fileURLToPath(new URL('heap-hook.ts', import.meta.url))
const gateway = await startGatewayProcess(ldap, {
  overlay: { log: { level: 'error' } },
  nodeOptions: ['--expose-gc', '--import', hook],
})
const listed = await gateway.get(`/Users?count=1000&attributes=userName`)
const names: readonly string[] = listed.body.Resources.map(({ userName }: { readonly userName: string }) => userName)
const load = startLoad({ url: gateway.url, workers: 16, people: names, rate })

const heapNow = async (): Promise<Pick<Sample, 'heap' | 'rss'>> => {
  const before = gateway.output().length
  process.kill(gateway.pid, 'SIGUSR2')
  for (;;) {
    await sleep(20)
    const line = gateway
      .output()
      .slice(before)
      .split('\n')
      .find((each) => each.startsWith('{"kind":"heap"'))
    if (line === undefined) continue
    const { heapUsed, rss, external } = JSON.parse(line)
    return { heap: (heapUsed + external) / megabyte, rss: rss / megabyte }
  }
}

console.log('minute |  requests | requests/s | heap MB | resident MB | wrong')
const samples: Sample[] = []
let before = 0
for (let minute = 1; minute <= minutes || before < leastRequests; minute += 1) {
  await sleep(60_000)
  const requests = load.requests()
  const sample = { requests, ...(await heapNow()) }
  samples.push(sample)
  const columns = [
    minute,
    requests,
    Math.round((requests - before) / 60),
    sample.heap.toFixed(1),
    Math.round(sample.rss),
    load.wrong.size,
  ]
  console.log(columns.map((column, index) => String(column).padStart([6, 9, 10, 7, 11, 5][index] ?? 0)).join(' | '))
  before = requests
}
await load.stop()
const settled = samples.slice(Math.floor(samples.length / 4))
const slope = slopeOf(settled.map(({ requests, heap }) => ({ x: requests / 100_000, y: heap })))
await gateway.stop()
await ldap.stop()

for (const [what, count] of load.wrong) console.log(`not expected: ${what} (${count} times)`)
console.log(`${load.requests()} requests; the heap grows by ${slope?.toFixed(3)} MB for 100,000 requests`)
process.exitCode = load.wrong.size === 0 && slope !== undefined && slope < mostMegabytes ? 0 : 1
