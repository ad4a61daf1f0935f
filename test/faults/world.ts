/** World: the people and groups that the clients of one row have made, as far as they know; and the history of what they did. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Answer, RequestOptions } from '../support/gateway.ts'
import { life, membership, type Operation, type Write } from './history.ts'

/** What a client sees of a gateway. */
export interface Door {
  request(method: string, path: string, options?: RequestOptions): Promise<Answer>
}

export interface Person {
  readonly userName: string
  readonly id: string
}

export interface Group {
  readonly name: string
  readonly id: string
  /** userNames of all who were ever asked into it. */
  readonly asked: string[]
  /** Of those who were acknowledged to be in it, not the first. */
  readonly inside: string[]
}

export interface World {
  readonly prefix: string
  readonly history: Operation[]
  readonly people: Person[]
  readonly groups: Group[]
  /** userName by id. */
  readonly names: Map<string, string>
  /** The gateways that there are now. */
  readonly doors: () => readonly Door[]
  count: number
}

export const createWorld = (prefix: string, doors: World['doors']): World => ({
  ...{ prefix, doors, history: [], people: [], groups: [], names: new Map() },
  count: 0,
})

export const now = (): number => performance.now()

export interface Asked {
  readonly client: number
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly path: string
  readonly body?: unknown
  /** Else one by chance. */
  readonly gateway?: number
}

export interface Told extends Pick<Operation, 'client' | 'gateway' | 'request' | 'status' | 'start' | 'end'> {
  readonly answer: Answer | undefined
}

export const ask = async (world: World, { client, method, path, body, gateway }: Asked): Promise<Told> => {
  const doors = world.doors()
  const at = gateway ?? Math.floor(Math.random() * doors.length)
  const start = now()
  const answer = await doors[at]?.request(method, path, body === undefined ? {} : { body }).catch(() => undefined)
  const told = { client, gateway: at, request: `${method} ${path}`, status: answer?.status, start, end: now(), answer }
  // A client whose connection is refused tries again, but not a thousand times a second.
  if (answer === undefined || answer.status === 503) await sleep(5 + Math.random() * 20)
  return told
}

export const note = (
  world: World,
  { answer, ...told }: Told,
  { writes = [], sights = [], ...more }: Partial<Pick<Operation, 'writes' | 'sights' | 'wrong'>>,
): void => {
  const wrong = more.wrong ?? strangeIn(told, answer)
  world.history.push({ ...told, writes, sights, ...(wrong !== undefined && { wrong }) })
}

/** 503 must be one that a client can go by; no other 5xx is any. RFC 7644 §3.12 */
const strangeIn = ({ status }: Pick<Operation, 'status'>, answer: Answer | undefined): string | undefined => {
  if (status === undefined || status < 500) return undefined
  if (status !== 503) return `an answer ${status}: ${answer?.body?.detail}`
  // Of an operation of a Bulk request there are no headers of its own.
  if (answer !== undefined && !(Number(answer.headers.get('retry-after')) > 0)) return '503 without Retry-After'
  return undefined
}

/** Whoever is deleted leaves all groups: also those that were joined while it was done. */
export const withDepartures = ({ history, groups }: World): readonly Operation[] => {
  const joined = new Map<string, string[]>()
  for (const { name, asked } of groups) for (const who of asked) joined.set(who, [...(joined.get(who) ?? []), name])
  return history.map((operation) => {
    const dying = operation.writes.find(({ name, written }) => name === 'entry' && written === 'gone')
    if (dying === undefined) return operation
    const left = (joined.get(dying.entry) ?? []).map((group) => ({
      ...membership(group, dying.entry),
      written: 'gone',
    }))
    return { ...operation, writes: [...operation.writes, ...left] }
  })
}

export const born = (userName: string): Write => ({ ...life(userName), written: 'there' })
export const died = (userName: string): Write => ({ ...life(userName), written: 'gone' })
