/** findingsOf: everything that facts say against a directory, worst first. Pure. */
import type { Facts } from './facts.ts'
import { bySeverity, type Finding } from './finding.ts'
import { actingFindings } from './findings/acting.ts'
import { capabilityFindings } from './findings/capabilities.ts'
import { connectionFindings } from './findings/connection.ts'
import { counterFindings } from './findings/counters.ts'
import { creationFindings } from './findings/creation.ts'
import { deactivationFindings } from './findings/deactivation.ts'
import { entryFindings } from './findings/entries.ts'
import { orderingFindings } from './findings/ordering.ts'
import { protectionFindings } from './findings/protection.ts'
import { rightsFindings } from './findings/rights.ts'
import { schemaFindings } from './findings/schema.ts'
import { speedFindings } from './findings/speed.ts'

export const findingsOf = (facts: Facts): readonly Finding[] => {
  const { seen } = facts
  if (seen === undefined) return bySeverity(connectionFindings(facts))
  return bySeverity([
    ...connectionFindings(facts),
    ...capabilityFindings(seen),
    ...schemaFindings(facts, seen),
    ...entryFindings(facts, seen),
    ...creationFindings(seen),
    ...counterFindings(seen),
    ...rightsFindings(facts, seen),
    ...actingFindings(facts, seen),
    ...deactivationFindings(seen),
    ...protectionFindings(seen),
    ...speedFindings(facts, seen),
    ...orderingFindings(seen),
  ])
}
