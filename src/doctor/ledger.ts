/** Ledger: what a conversation has made, so that it can be cleared away whatever happens. */
import { valuesAt } from './check-answer.ts'
import { type Exchange, exchange, type Wire } from './exchange.ts'

export interface LeftBehind {
  /** `/Users/…`, or the name of what may be there. */
  readonly what: string
  readonly why: string
}

export interface Ledger {
  /** To be told of every exchange. */
  note(exchange: Exchange): void
  /** Deletes all that is still there, groups before their members. What could not be deleted comes back. */
  clear(wire: Wire): Promise<readonly LeftBehind[]>
}

/** A POST that got no answer: whether it made something is found out by its name. */
interface Doubt {
  readonly endpoint: string
  readonly attribute: 'userName' | 'displayName'
  readonly name: string
}

export const createLedger = (): Ledger => {
  const made = new Set<string>()
  const doubts: Doubt[] = []
  return {
    note: (done) => {
      const path = done.path.split('?')[0] as string
      if (done.method === 'POST') noteCreation(done, path, made, doubts)
      else if (done.method === 'DELETE' && isGone(done)) made.delete(path)
    },
    clear: async (wire) => {
      const unknown: LeftBehind[] = []
      for (const doubt of doubts) {
        const found = await find(wire, doubt)
        if (typeof found === 'string') unknown.push({ what: `${doubt.endpoint} ${doubt.name}, perhaps`, why: found })
        else for (const path of found) made.add(path)
      }
      const failed: LeftBehind[] = []
      for (const path of inOrder(made)) failed.push(...(await clearOne(wire, path)))
      return [...failed, ...unknown]
    },
  }
}

const noteCreation = (done: Exchange, path: string, made: Set<string>, doubts: Doubt[]): void => {
  const id = valuesAt(done.body, 'id')[0]
  const isDone = done.status !== undefined && done.status >= 200 && done.status < 300
  if (isDone && typeof id === 'string') made.add(`${path}/${encodeURIComponent(id)}`)
  // A 5xx may come from a proxy whose server went on; an answer before the last one may have been one of those, too.
  else if (isDone || done.attempts.some(({ status }) => status === undefined || status >= 500)) {
    const attribute = path === '/Groups' ? 'displayName' : 'userName'
    const name = valuesAt(done.requestBody, attribute)[0]
    if (typeof name === 'string') doubts.push({ endpoint: path, attribute, name })
  }
}

/** Paths, or why nobody knows. */
const find = async (wire: Wire, { endpoint, attribute, name }: Doubt): Promise<readonly string[] | string> => {
  const filter = encodeURIComponent(`${attribute} eq ${JSON.stringify(name)}`)
  const { status, body, failure } = await exchange(wire, { method: 'GET', path: `${endpoint}?filter=${filter}` })
  if (status === 404) return []
  if (status !== 200) return failure ?? `looking for it was answered ${status}`
  const resources = valuesAt(body, 'Resources').filter((resource) => valuesAt(resource, attribute)[0] === name)
  return resources.flatMap((resource) =>
    valuesAt(resource, 'id').map((id) => `${endpoint}/${encodeURIComponent(String(id))}`),
  )
}

/** Groups first: a server may keep the last member of a group from being deleted. */
const inOrder = (made: ReadonlySet<string>): readonly string[] => {
  const isGroup = (path: string) => path.startsWith('/Groups/')
  const lastFirst = [...made].toReversed()
  return [...lastFirst.filter(isGroup), ...lastFirst.filter((path) => !isGroup(path))]
}

const clearOne = async (wire: Wire, path: string): Promise<readonly LeftBehind[]> => {
  const done = await exchange(wire, { method: 'DELETE', path })
  if (isGone(done)) return []
  return [{ what: path, why: done.failure ?? `DELETE was answered ${done.status}` }]
}

const isGone = ({ status }: Exchange): boolean =>
  status !== undefined && ((status >= 200 && status < 300) || status === 404)
