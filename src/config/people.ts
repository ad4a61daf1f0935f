/** People: options of clients that act as people, and of logins with a password (Basic). docs/people.md */
import * as v from 'valibot'
import { choice, flag, integer, text } from './values.ts'

export const basic = {
  enabled: flag(false),
  client: v.optional(text),
  cacheSeconds: integer(60, [0, 60]),
  attempts: integer(5, [1, 1_000]),
  attemptsOfAddress: integer(100, [1, 100_000]),
  windowSeconds: integer(300, [1, 86_400]),
}

export const actingOfClient = {
  actAs: v.optional(choice(['gateway', 'person']), 'gateway'),
  endpoints: v.optional(choice(['me', 'all'])),
}
