/** measure: one scenario, each subject in turn, several rounds: what is slow for a while is slow for all of them. */
import { median, type Outcome } from './job.ts'
import { searchByLibldap } from './libldap.ts'
import type { Size } from './options.ts'
import type { Measurement, Sample } from './results.ts'
import { mustAnswerAlike } from './same-answer.ts'
import { type Scenario, type Subject, subjectsOf } from './scenario.ts'
import { scenariosFor } from './scenarios.ts'
import { usageOf } from './usage.ts'
import type { World } from './world.ts'
import { startWriter } from './writer.ts'

/** Milliseconds after which a scenario gets no further round: whatever takes so long varies little. */
const longest = 40_000

/** @throws Error where an answer was not the expected one, so that there is no figure */
export const measure = async (scenario: Scenario, world: World, size: Size): Promise<Measurement> => {
  const state = { turn: scenario.kind === 'requests' ? await mustAnswerAlike(scenario, world) : 0 }
  const admin = await world.ldap.admin()
  const stopWriter = scenario.writer ? await startWriter(admin, world.facts.suffix) : async () => {}
  const installation = world.ldap.installation
  const subjects = subjectsOf(scenario).filter((subject) => subject !== 'libldap' || installation?.ldapsearch)
  const rounds: Partial<Record<Subject, Sample>>[] = []
  try {
    // A walk is long enough to be its own.
    for (const subject of size.warmUp === 0 || scenario.kind === 'walk' ? [] : subjects) {
      await sampleOf(scenario, subject, { world, seconds: size.warmUp, state, isShort: true })
    }
    const began = performance.now()
    while (rounds.length < size.rounds && (rounds.length === 0 || performance.now() - began < longest)) {
      const samples: Partial<Record<Subject, Sample>> = {}
      for (const subject of subjects) {
        samples[subject] = await sampleOf(scenario, subject, {
          world,
          seconds: size.seconds,
          state,
          isShort: size.warmUp === 0,
        })
      }
      rounds.push(samples)
    }
  } finally {
    await stopWriter()
    await admin.unbind()
  }
  return {
    ...{ name: scenario.name, title: scenario.title, people: size.people, members: scenario.members },
    connections: scenario.kind === 'requests' ? scenario.connections : 1,
    rounds: rounds.length,
    samples: Object.fromEntries(subjects.map((subject) => [subject, medianOf(rounds, subject)])),
    ratios: Object.fromEntries(subjects.slice(1).map((subject) => [subject, ratioOf(rounds, subject)])),
  }
}

interface Round {
  readonly world: World
  readonly seconds: number
  /** The next turn that nobody has had. */
  readonly state: { turn: number }
  readonly isShort: boolean
}

const sampleOf = async (scenario: Scenario, subject: Subject, round: Round): Promise<Sample> => {
  const { world } = round
  const pid = subject === 'gateway' ? world.gateway.pid : subject === 'bare' ? world.bare.pid : undefined
  const slapd = world.ldap.pid() as number
  const before = { own: pid && usageOf(pid).cpu, slapd: usageOf(slapd).cpu }
  const outcome = await outcomeOf(scenario, subject, round)
  const own = pid === undefined ? undefined : usageOf(pid)
  return {
    rate: outcome.turns / outcome.seconds,
    p50: outcome.p50,
    p99: outcome.p99,
    cpu: own && before.own !== undefined ? (own.cpu - before.own) / outcome.turns : undefined,
    slapdCpu: (usageOf(slapd).cpu - before.slapd) / outcome.turns,
    memory: own?.rss,
  }
}

const outcomeOf = async (
  scenario: Scenario,
  subject: Subject,
  { world, seconds, state, isShort }: Round,
): Promise<Omit<Outcome, 'p50' | 'p99'> & Partial<Outcome>> => {
  const { installation } = world.ldap
  if (subject === 'libldap' && installation) return searchByLibldap(world.facts, { installation, seconds })
  const url = subject === 'bare' ? world.bare.url : world.gateway.url
  const leastTurns = leastTurnsOf(scenario, isShort)
  const job = { name: scenario.name, subject, url, seconds, leastTurns, firstTurn: state.turn }
  const outcome = await world.work(job)
  state.turn += outcome.turns + (outcome.turns % 2)
  return outcome
}

/** CPU time is counted in hundredths of a second: a few turns more where one of them is short of that. */
const leastTurnsOf = ({ kind, pairs, ...scenario }: Scenario, isShort: boolean): number => {
  if (pairs) return isShort ? 2 : 6
  const isLong = kind === 'walk' || ('creates' in scenario && scenario.creates === true)
  return isShort || isLong ? 1 : 3
}

type Rounds = readonly Partial<Record<Subject, Sample>>[]

const medianOf = (rounds: Rounds, subject: Subject): Sample => {
  const medianFor = (pick: (sample: Sample) => number | undefined) => {
    const values = rounds.flatMap((round) => (round[subject] && pick(round[subject])) ?? [])
    return values.length === 0 ? undefined : median(values)
  }
  return {
    rate: medianFor(({ rate }) => rate) ?? Number.NaN,
    p50: medianFor(({ p50 }) => p50),
    p99: medianFor(({ p99 }) => p99),
    cpu: medianFor(({ cpu }) => cpu),
    slapdCpu: medianFor(({ slapdCpu }) => slapdCpu) ?? Number.NaN,
    memory: medianFor(({ memory }) => memory),
  }
}

const ratioOf = (rounds: Rounds, subject: Subject): number =>
  median(rounds.map((round) => (round.gateway?.rate ?? Number.NaN) / (round[subject]?.rate ?? Number.NaN)))

/** Both servers are asked for a while before the first scenario, which would pay for all of them else. */
export const warmUpWorld = async (world: World, { warmUp, people }: Size): Promise<void> => {
  const state = { turn: 0 }
  for (const scenario of warmUp === 0 ? [] : scenariosFor(people).filter(({ name }) => warming.includes(name))) {
    for (const subject of ['gateway', 'bare'] as const)
      await sampleOf(scenario, subject, { world, seconds: warmUp * 4, state, isShort: true })
  }
}

const warming = ['read', 'user-name', 'patch']
