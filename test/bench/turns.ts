/** takeTurns: one turn after another, as long as is wanted: walks, and what LDAP does by itself. */
import { request } from 'node:http'
import { token } from '../support/tokens.ts'
import type { Loaded } from './load.ts'
import type { Ask } from './scenario.ts'

export interface Turns {
  readonly firstTurn: number
  readonly isOver: (turns: number) => boolean
  readonly turn: (turn: number) => Promise<void>
}

export const takeTurns = async ({ firstTurn, isOver, turn }: Turns): Promise<Loaded> => {
  const latencies: number[] = []
  const began = performance.now()
  do {
    const turnBegan = performance.now()
    await turn(firstTurn + latencies.length)
    latencies.push(performance.now() - turnBegan)
  } while (!isOver(latencies.length))
  return { turns: latencies.length, seconds: (performance.now() - began) / 1_000, latencies }
}

/** Looks into the text of a page for what a walk needs, and does not parse it: the time is to be the gateway's. */
export const askOf =
  (url: string): Ask =>
  async (path) => {
    const { status, text } = await get(`${url}${path}`)
    if (status !== 200) throw new Error(`a page of a walk was answered: ${status} ${text.slice(0, 500)}`)
    const nextCursor = /"nextCursor":"([^"]*)"/.exec(text)?.[1]
    const totalResults = Number(/"totalResults":(\d+)/.exec(text)?.[1])
    return { totalResults, nextCursor, count: text.split('"resourceType":"User"').length - 1 }
  }

const get = (url: string): Promise<{ readonly status: number; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const sending = request(url, { headers: { Authorization: `Bearer ${token}` } }, (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }))
    })
    sending.on('error', reject)
    sending.end()
  })
