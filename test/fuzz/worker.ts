/** Worker of run.ts: fuzzes one target after the other and counts branches. It says what it does; run.ts sees whether it still does. */
import { writeSync } from 'node:fs'
import { workerData } from 'node:worker_threads'
import { type Coverage, startCounter } from './coverage.ts'
import { fuzz } from './fuzz.ts'
import type { Target } from './target.ts'

interface Order {
  readonly minutes: number
  readonly seed: number
  readonly only: string
  readonly missed: boolean
  /** How many inputs there were; and 1 while there are inputs, 0 while something is made ready or counted. */
  readonly heartbeat: Int32Array
}

const { minutes, seed, only, missed, heartbeat } = workerData as Order
/** The whole gateway is slow, and has more to go through: of the time it has a third. */
const shareOfGateway = 3

/** At once: what a worker logs waits for a turn of its loop, and there may be none. */
const say = (line: string): void => void writeSync(1, `${line}\n`)

const counter = await startCounter()
const { targets } = await import('./targets.ts')
const wanted = only === '' ? [] : only.split(',')
const chosen = targets.filter(({ name }) => wanted.length === 0 || wanted.includes(name))
const withGateway = wanted.length === 0 || wanted.includes('gateway')

const print = (name: string, inputs: number | string, findings: number | string, share: string) =>
  say(`${name.padEnd(22)} ${String(inputs).padStart(11)} ${String(findings).padStart(9)}   ${share}`)

const percent = ({ reached, total }: Coverage): string => `${((100 * reached) / total).toFixed(1)} % of ${total}`

let findings = 0
const run = async (target: Target, milliseconds: number): Promise<void> => {
  const before = () => void Atomics.add(heartbeat, 0, 1)
  Atomics.store(heartbeat, 1, 1)
  const { inputs, finding } = await fuzz(target, { seed, milliseconds, before })
  Atomics.store(heartbeat, 1, 0)
  const coverage = await counter.take(target.files)
  print(target.name, inputs, finding === undefined ? 0 : 1, percent(coverage))
  if (missed) for (const branch of coverage.missed) say(`    ${branch}`)
  if (finding === undefined) return
  findings++
  say(finding)
}

say(`seed ${seed}, ${minutes} minutes`)
print('target', 'inputs', 'findings', 'branches reached')
const whole = minutes * 60_000
/** As long as any other target. */
const forHttpBytes = chosen.length === 0 && !withGateway ? whole : whole / 30
const forGateway = !withGateway ? 0 : chosen.length === 0 ? whole : whole / shareOfGateway
if (wanted.length === 0 || wanted.includes('http bytes')) {
  const { openHttpBytesTarget } = await import('./http-bytes.ts')
  const { target, close } = await openHttpBytesTarget()
  try {
    await run(target, forHttpBytes)
  } finally {
    await close()
  }
}
for (const each of chosen) await run(each, (whole - forGateway) / chosen.length)
if (withGateway) {
  const { openGatewayTarget } = await import('./gateway.ts')
  const { target, witness, statuses, checkDirectory, close } = await openGatewayTarget()
  try {
    await run(target, forGateway)
    await checkDirectory()
    say(`  answers by status: ${JSON.stringify(Object.fromEntries([...statuses].toSorted()))}`)
    say(`  sent to slapd: ${JSON.stringify(witness.seen)}`)
  } finally {
    await close()
  }
}
process.exitCode = findings > 0 ? 1 : 0
