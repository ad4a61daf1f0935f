/** scenariosFor: every row of the benchmark, in the order in which it runs. */
import type { Scenario } from './scenario.ts'
import { groupsFor } from './scenarios/groups.ts'
import { lists } from './scenarios/lists.ts'
import { reads } from './scenarios/reads.ts'
import { walks } from './scenarios/walks.ts'
import { writesFor } from './scenarios/writes.ts'

/** What adds people comes last: the others must find as many in each round. */
export const scenariosFor = (people: number): readonly Scenario[] => [
  ...reads,
  ...lists,
  ...walks,
  ...groupsFor(people),
  ...writesFor(people),
]
