/** Everything that can break is broken under load; a checker knows every acknowledged write. `npm run faults` is the long run. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { possible } from './ability.ts'
import { certificateExpired } from './certificate.ts'
import { clockJump } from './clock.ts'
import { providerAway } from './consumer.ts'
import { outOfDescriptors } from './descriptors.ts'
import { diskFull, readOnly } from './disk.ts'
import { providerCutOff, providerKilled } from './mirror.ts'
import { namesGone } from './names.ts'
import { type Fault, type Row, runRow, type Stage } from './row.ts'
import * as single from './single.ts'
import { printTable } from './table.ts'

/** What its own stage is given, it knows by itself. */
const asAny = <S extends Stage>(fault: Fault<S>) => fault as unknown as Fault

const faults = await possible<Fault>([
  ...[single.killed, single.killedInBulk, single.stopped].map(asAny),
  ...[single.silentRequests, single.silentAnswers, single.silentBoth, single.gatewayKilled].map(asAny),
  ...[asAny(diskFull), asAny(readOnly), asAny(certificateExpired), asAny(namesGone)],
  ...[asAny(outOfDescriptors), asAny(clockJump), asAny(providerKilled), asAny(providerCutOff), asAny(providerAway)],
])
const { FAULT_WRITES = '3000', FAULT_TABLE } = process.env
const isLong = Number(FAULT_WRITES) > 20_000
const size = { writes: Math.ceil(Number(FAULT_WRITES) / faults.length), strikes: isLong ? 8 : 1 }
/** The short run shares its machine with other suites. */
const backMs = isLong ? 2_000 : 5_000
const rows: Row[] = []
/** After every row, since the long run may be ended by whoever has seen enough. */
const save = () => {
  if (FAULT_TABLE === undefined) return
  mkdirSync(dirname(FAULT_TABLE), { recursive: true })
  writeFileSync(FAULT_TABLE, printTable(rows))
}

describe('what breaks under load', () => {
  afterAll(async () => {
    await single.closeShared()
    console.log(printTable(rows))
  })

  it.each(faults)(
    '$name: nothing acknowledged is lost, nothing else is there, no answer is wrong',
    async (fault) => {
      const row = await runRow(fault, size)
      rows.push(row)
      save()

      expect({ lost: row.lost, phantom: row.phantom, wrong: row.wrong }).toEqual({ lost: [], phantom: [], wrong: [] })
      expect(Math.max(...row.recovered)).toBeLessThan(backMs + (fault.laterMs ?? 0))
    },
    3_600_000,
  )
})
