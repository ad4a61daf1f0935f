/**
 * The clock of the gateways jumps ahead and back, by a day and by an hour; timers go on as they were. Not that of slapd,
 * which libfaketime 0.9.10 keeps from starting (SIGSEGV).
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { findFaketime } from '../support/install-faketime.ts'
import type { Fault } from './row.ts'
import { openSingle, type Single } from './single.ts'

interface Timed extends Single {
  /** Seconds by which their clock is ahead of ours. */
  setOffset(seconds: number): Promise<void>
  strikes: number
}

const openTimed = async (): Promise<Timed> => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-clock-'))
  const file = join(folder, 'offset')
  const setOffset = (seconds: number) => writeFile(file, `${seconds < 0 ? '' : '+'}${seconds}\n`)
  await setOffset(0)
  const environment = {
    ...{ LD_PRELOAD: await findFaketime(), FAKETIME_TIMESTAMP_FILE: file },
    ...{ FAKETIME_NO_CACHE: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1' },
  }
  const through = ['env', ...Object.entries(environment).map(([name, value]) => `${name}=${value}`)]
  const stage = await openSingle({ through })
  const close = async () => {
    await stage.close()
    await rm(folder, { recursive: true })
  }
  return { ...stage, setOffset, strikes: 0, close }
}

const offsets = [86_400, 0, -3_600, 0]

export const clockJump: Fault<Timed> = {
  name: 'clock of the gateways jumps: a day ahead and back, an hour back and ahead',
  need: 'faketime',
  open: openTimed,
  strike: async (stage) => {
    await stage.setOffset(offsets[stage.strikes % offsets.length] as number)
    stage.strikes += 1
    await sleep(500)
  },
}
