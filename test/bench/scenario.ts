/** Scenario: one row of the benchmark, what is asked and beside what it is measured. */
import type { Client } from 'ldapts'
import type { Facts } from './facts.ts'

/** `gateway`; `bare`: the handler of bare.ts; `ldap`: the same by ldapts alone, without HTTP; `libldap`: by a C client. */
export type Subject = 'gateway' | 'bare' | 'ldap' | 'libldap'

export interface ScimRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  /** Relative to the base: `/Users?count=1`. */
  readonly path: string
  readonly body?: unknown
}

interface Row {
  /** As JSON and the plots have it. */
  readonly name: string
  /** As a reader has it. */
  readonly title: string
  /** The same by LDAP alone: one turn after another. */
  readonly ldap?: (turn: number, facts: Facts, client: Client) => Promise<void>
  /** While somebody writes all the time, so that contextCSN moves. */
  readonly writer?: true
  /** Turns belong together by two, as adding and removing do. */
  readonly pairs?: true
  /** Plotted against members and not against people. */
  readonly members?: number
}

export interface RequestScenario extends Row {
  readonly kind: 'requests'
  readonly connections: number
  /** Expected of each answer. */
  readonly status: number
  /** Turns count through the whole life of a directory: what must be new is made of them. */
  readonly request: (turn: number, facts: Facts) => ScimRequest
  /** Each turn makes something that must not be there before. */
  readonly creates?: true
  /** Beside a C client, which looks up the same ids. */
  readonly libldap?: true
}

export interface Page {
  readonly totalResults: number
  readonly nextCursor: string | undefined
  /** Resources in it. */
  readonly count: number
}

/** @throws Error where the status is not 200 */
export type Ask = (path: string) => Promise<Page>

/** Many requests one after another that are one turn together. Only the gateway has it, beside LDAP. */
export interface WalkScenario extends Row {
  readonly kind: 'walk'
  readonly walk: (ask: Ask, facts: Facts) => Promise<void>
}

export type Scenario = RequestScenario | WalkScenario

export const subjectsOf = (scenario: Scenario): readonly Subject[] => [
  'gateway',
  ...(scenario.kind === 'requests' ? (['bare'] as const) : []),
  ...(scenario.ldap === undefined ? [] : (['ldap'] as const)),
  ...(scenario.kind === 'requests' && scenario.libldap ? (['libldap'] as const) : []),
]

/** The nth of a list that begins anew at its end. @throws Error where it is empty */
export const nth = <T>(list: readonly T[], turn: number): T => {
  const item = list[turn % list.length]
  if (item === undefined) throw new Error('there is nothing to choose from')
  return item
}
