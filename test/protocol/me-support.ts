/** People who call with tokens of their own, for the suites of /Me. */
import { hashToken } from '../../src/auth/bearer-token.ts'
import { type Answer, readToken, token } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

export interface PeopleStage extends Stage {
  /** A request with the token of who bears this name; to /Me unless a path is given. */
  asked(name: string, method: string, request?: PersonRequest): Promise<Answer>
}

export interface PersonRequest {
  readonly path?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

export const readTokenOf = (name: string) => `reading-${tokenOf(name)}`

/** Each name has a client that may write; the first one another that may only read. */
export const openPeopleStage = async (names: readonly string[]): Promise<PeopleStage> => {
  const writing = names.map((userName, at) => ({
    name: `p${at}`,
    userName,
    setPassword: true,
    tokens: [hashToken(tokenOf(userName))],
  }))
  const [first = ''] = names
  const reading = { name: 'reading', access: 'read', userName: first, tokens: [hashToken(readTokenOf(first))] }
  const machines = [
    { name: 'test', setPassword: true, tokens: [hashToken(token)] },
    { name: 'reader', access: 'read', tokens: [hashToken(readToken)] },
  ]
  const stage = await openStage({}, { clients: [...machines, ...writing, reading] })
  const asked: PeopleStage['asked'] = (name, method, { path = '/Me', ...request } = {}) =>
    stage.scim.request(method, path, { token: tokenOf(name), ...request })
  return { ...stage, asked }
}

const tokenOf = (name: string) => `person-token-${Buffer.from(name).toString('hex')}`
