/** The contract of the port Directory: what every implementation does with a real or an imitated server behind it. */
import { afterAll, afterEach, beforeAll, describe } from 'vitest'
import { describeReads } from './reads.contract.ts'
import type { Subject } from './subject.ts'
import { describeUnitsOfWork } from './units.contract.ts'
import { describeRaces, describeRenames, describeWrites } from './writes.contract.ts'

interface Kind {
  readonly start: () => Promise<Subject>
  /** Whether the server checks an assertion and writes in one step. */
  readonly atomicGuards: boolean
  /** false: an entry that was deleted cannot be added again as it was. */
  readonly undoesDeletions?: boolean
}

export const describeDirectory = (name: string, { start, atomicGuards, undoesDeletions }: Kind): void => {
  describe(`Directory: ${name}`, () => {
    let subject: Subject
    beforeAll(async () => {
      subject = await start()
    })
    afterEach(() => subject.expectIdle?.())
    afterAll(() => subject?.stop())

    describeReads(() => subject)
    describeWrites(() => subject)
    if (atomicGuards) describeRaces(() => subject)
    describeRenames(() => subject)
    describeUnitsOfWork(() => subject, undoesDeletions)
  })
}
