/** load: requests of a scenario over several connections by autocannon, each answer's status looked at. */
import autocannon, { type Client } from 'autocannon'
import { token } from '../support/tokens.ts'
import type { Facts } from './facts.ts'
import type { RequestScenario } from './scenario.ts'

export interface LoadOptions {
  readonly scenario: RequestScenario
  readonly facts: Facts
  /** Base of the SCIM service. */
  readonly url: string
  /** Asked after each answer. What is under way then is waited for. */
  readonly isOver: (turns: number) => boolean
  readonly firstTurn: number
}

export interface Loaded {
  readonly turns: number
  readonly seconds: number
  /** Milliseconds, in the order of the answers. */
  readonly latencies: readonly number[]
}

const timeout = 300
const longestSeconds = 3_600

/** @throws Error where an answer had another status than the scenario's, or none came */
export const load = ({ scenario, facts, url, isOver, firstTurn }: LoadOptions): Promise<Loaded> =>
  new Promise((resolve, reject) => {
    const basePath = new URL(url).pathname
    const latencies: number[] = []
    let turn = firstTurn
    let wrong: string | undefined
    const setupRequest = (request: Readonly<Record<string, unknown>>) => {
      const { method, path, body } = scenario.request(turn++, facts)
      return { ...request, method, path: basePath + path, body: body === undefined ? undefined : JSON.stringify(body) }
    }
    const onResponse = (status: number, body: string) => {
      if (status !== scenario.status) wrong ??= `${status} ${body.slice(0, 500)}`
    }
    const began = performance.now()
    let last = began
    const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/scim+json' }
    const { connections } = scenario
    const requests = [{ setupRequest, onResponse }]
    const options = { url, connections, duration: longestSeconds, timeout, sampleInt: 10, headers, requests }
    const run = autocannon(options, (error, result) => {
      if (error !== null) reject(error)
      else if (wrong !== undefined) reject(new Error(`${scenario.name} was answered: ${wrong}`))
      else if (result.errors > 0) reject(new Error(`${scenario.name}: ${result.errors} connections failed`))
      else resolve({ turns: latencies.length, seconds: (last - began) / 1_000, latencies })
    })
    run.on('response', (client: Client, _status: number, _bytes: number, milliseconds: number) => {
      latencies.push(milliseconds)
      last = performance.now()
      const isWhole = scenario.pairs !== true || client.reqsMade % 2 === 0
      if (wrong !== undefined || (isWhole && isOver(latencies.length))) client.responseMax = client.reqsMade
    })
  })
