/** The tables of docs/providers.md: what works with which provider, and where that is not as predicted. */
import type { Conversation } from '../../src/doctor/conversation.ts'
import type { Profile } from '../../src/doctor/features.ts'
import { type Area, areas, type Extent, type Summary, summaryOf } from './areas.ts'
import type { StepOutcome } from './expected.ts'
import { explained, predicted } from './predicted.ts'

/** By profile, by name of the conversation. */
export type Outcomes = Readonly<Record<Profile, ReadonlyMap<string, readonly StepOutcome[]>>>

const titles: Readonly<Record<Area, string>> = {
  users: 'users',
  linked: 'groups that are there',
  pushed: 'groups that it makes',
}
const profiles: readonly Profile[] = ['strict', 'provisioning']
const cells = profiles.flatMap((profile) => areas.map((area) => ({ profile, area })))

export const printTable = (conversations: readonly Conversation[], outcomes: Outcomes): string => {
  const reasons: string[] = []
  const cell = (conversation: Conversation, profile: Profile, area: Area): string => {
    const { extent, missing } = summary(conversation, outcomes, { profile, area })
    if (extent === 'none') return '–'
    if (extent === 'works') return 'works'
    const reason = `${missing.join('; ')}.`
    if (!reasons.includes(reason)) reasons.push(reason)
    return `${extent} (${reasons.indexOf(reason) + 1})`
  }
  const line = (row: readonly string[]) => `| ${row.join(' | ')} |`
  const head = ['', ...cells.map(({ profile, area }) => `${profile}: ${titles[area]}`)]
  const rows = conversations.map((conversation) => [
    conversation.title,
    ...cells.map(({ profile, area }) => cell(conversation, profile, area)),
  ])
  const differences = differencesIn(conversations, outcomes).map(({ key, title, profile, area, was, is }) => {
    return `- ${title}, ${profile}, ${titles[area]}: predicted "${was}", it is "${is}": ${explained[key] ?? 'not explained'}`
  })
  return [
    ...[line(head), line(head.map(() => '---')), ...rows.map(line), ''],
    ...reasons.map((reason, at) => `${at + 1}. ${reason}`),
    ...['', 'Not as predicted:', '', ...differences],
  ].join('\n')
}

export interface Difference {
  /** Of `explained`. */
  readonly key: string
  readonly title: string
  readonly profile: Profile
  readonly area: Area
  readonly was: Extent
  readonly is: Extent
}

export const differencesIn = (conversations: readonly Conversation[], outcomes: Outcomes): readonly Difference[] =>
  conversations.flatMap((conversation) =>
    cells.flatMap(({ profile, area }) => {
      const { title, name, provider } = conversation
      const was = predicted[provider]?.[profile][area] ?? 'none'
      const is = summary(conversation, outcomes, { profile, area }).extent
      if (is === 'none' || was === is) return []
      return [{ key: `${name}, ${profile}, ${area}`, title, profile, area, was, is }]
    }),
  )

const summary = (
  conversation: Conversation,
  outcomes: Outcomes,
  { profile, area }: { readonly profile: Profile; readonly area: Area },
): Summary => summaryOf(conversation, outcomes[profile].get(conversation.name) ?? [], area)

const begin = '<!-- made by test/clients: begin -->'
const end = '<!-- made by test/clients: end -->'

/** The part of the page that a run makes. */
export const tableIn = (page: string): string =>
  page.slice(page.indexOf(begin) + begin.length, page.indexOf(end)).trim()

export const withTable = (page: string, table: string): string =>
  `${page.slice(0, page.indexOf(begin) + begin.length)}\n\n${table}\n\n${page.slice(page.indexOf(end))}`
