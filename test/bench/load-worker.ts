/** The load process: makes the requests of one job after another, so that its CPU time is nobody else's. */
import { readFileSync } from 'node:fs'
import { Client } from 'ldapts'
import type { Facts } from './facts.ts'
import { type Job, type Outcome, percentile, type Reply } from './job.ts'
import { type Loaded, load } from './load.ts'
import type { RequestScenario, Scenario } from './scenario.ts'
import { scenariosFor } from './scenarios.ts'
import { askOf, takeTurns } from './turns.ts'

const facts = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Facts
const scenarios = new Map(scenariosFor(facts.people).map((scenario) => [scenario.name, scenario]))
const client = new Client({ url: facts.ldapUrl, timeout: 600_000, strictDN: false })
await client.bind(facts.bindDn, facts.password)

const scenarioOf = (name: string): Scenario => {
  const scenario = scenarios.get(name)
  if (scenario === undefined) throw new Error(`there is no scenario ${name}`)
  return scenario
}

const run = async (job: Job): Promise<Loaded> => {
  if (job.name === 'lag') return walkBesideReads(job)
  const { url, firstTurn, leastTurns, seconds } = job
  const scenario = scenarioOf(job.name)
  const deadline = performance.now() + seconds * 1_000
  const step = scenario.pairs ? 2 : 1
  const isOver = (turns: number) => turns >= leastTurns && turns % step === 0 && performance.now() >= deadline
  if (job.subject === 'ldap') {
    return takeTurns({ firstTurn, isOver, turn: async (turn) => scenario.ldap?.(turn, facts, client) })
  }
  if (scenario.kind === 'walk') return takeTurns({ firstTurn, isOver, turn: () => scenario.walk(askOf(url), facts) })
  const isEnough = (turns: number) => turns >= leastTurns && performance.now() >= deadline
  return load({ scenario, facts, url, firstTurn, isOver: isEnough })
}

/** What is told is how long the reads took. */
const walkBesideReads = async ({ url, firstTurn }: Job): Promise<Loaded> => {
  const walk = scenarioOf('walk-by-cursor')
  const reading = { ...(scenarioOf('read') as RequestScenario), connections: 2 }
  let isDone = false
  const reads = load({ scenario: reading, facts, url, firstTurn, isOver: () => isDone })
  if (walk.kind === 'walk') await walk.walk(askOf(url), facts).finally(() => (isDone = true))
  return reads
}

const outcomeOf = ({ turns, seconds, latencies }: Loaded): Outcome => ({
  ...{ turns, seconds },
  p50: percentile(latencies, 0.5),
  p99: percentile(latencies, 0.99),
})

process.on('message', (job: Job) => {
  const reply = (message: Reply) => void process.send?.(message)
  run(job).then(
    (loaded) => reply({ outcome: outcomeOf(loaded) }),
    (error: unknown) => reply({ error: `${job.name} of ${job.subject}: ${error}` }),
  )
})
process.on('disconnect', () => process.exit(0))
process.send?.('ready')
