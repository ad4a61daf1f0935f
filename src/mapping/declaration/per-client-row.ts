/** perClientRow: how `externalId` is declared where each client has its own. docs/mapping.md */
import * as v from 'valibot'
import { attributeType } from './parts.ts'

/**
 * One value for each client in one attribute type, with the client's name in front. `clients`: those that have an
 * attribute type to themselves instead, by name.
 */
export const perClientRow = v.strictObject({
  perClient: attributeType,
  clients: v.optional(v.pipe(v.record(v.string(), attributeType), v.minEntries(1))),
})
