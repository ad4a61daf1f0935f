/** History: what a person may be like, by the writes that were acknowledged and those whose outcome nobody knows. */
import type { Answer } from '../support/gateway.ts'

/** A title stands for the whole person; undefined: there is no such person. */
export type State = string | undefined

export interface Person {
  readonly userName: string
  /** undefined until an answer has told it. */
  id: string | undefined
  etag: string
  /** One state, or several after a write that was not answered. */
  possible: readonly State[]
}

export const nobody = (userName: string): Person => ({ userName, id: undefined, etag: '', possible: [undefined] })

export const isCertain = ({ possible }: Person): boolean => possible.length === 1

/** A directory that is away: 503 with Retry-After and a SCIM error, never anything else. RFC 7644 §3.12 */
export const isAway = ({ status, headers, body }: Answer): boolean => {
  if (status !== 503) return false
  if (!(Number(headers.get('retry-after')) > 0)) throw new Error('503 without Retry-After')
  if (body?.status !== '503') throw new Error('503 without a SCIM error')
  return true
}

/** Notes what a write led to. @throws where the answer does not fit the history */
export const wrote = (
  person: Person,
  answer: Answer,
  wanted: { readonly status: number; readonly state: State },
): void => {
  if (isAway(answer)) {
    person.possible = [...new Set([...person.possible, wanted.state])]
    return
  }
  if (answer.status !== wanted.status) throw wrong(person, `a write was answered ${answer.status}`)
  if (wanted.state !== undefined && answer.body.title !== wanted.state) {
    throw wrong(person, `a write of ${wanted.state} was answered with ${answer.body.title}`)
  }
  person.possible = [wanted.state]
  note(person, answer)
}

/** Notes what a read by id has shown. @throws where it shows what cannot be */
export const read = (person: Person, answer: Answer): void => {
  if (isAway(answer)) return
  if (answer.status !== 200 && answer.status !== 404) throw wrong(person, `a read was answered ${answer.status}`)
  shown(person, answer.status === 404 ? undefined : answer)
}

/** Notes what a list by userName has shown. @throws where it shows what cannot be */
export const listed = (person: Person, answer: Answer): void => {
  if (isAway(answer)) return
  if (answer.status !== 200) throw wrong(person, `a list was answered ${answer.status}`)
  const { totalResults, Resources = [] } = answer.body
  if (totalResults !== Resources.length || totalResults > 1) throw wrong(person, `a list has ${totalResults} of them`)
  const [body] = Resources
  shown(person, body === undefined ? undefined : { ...answer, headers: new Headers({ etag: body.meta.version }), body })
}

const shown = (person: Person, answer: Answer | undefined): void => {
  const state: State = answer?.body.title
  if (!person.possible.includes(state)) throw wrong(person, `a read shows ${state ?? 'nobody'}`)
  person.possible = [state]
  if (answer !== undefined) note(person, answer)
}

const note = (person: Person, { headers, body }: Answer): void => {
  person.id = body?.id ?? person.id
  person.etag = headers.get('etag') ?? person.etag
}

const wrong = ({ userName, possible }: Person, what: string): Error =>
  new Error(`${userName} is ${possible.map((state) => state ?? 'nobody').join(' or ')}, but ${what}`)
