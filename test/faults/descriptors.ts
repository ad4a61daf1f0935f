/** A gateway that may open no file and no socket any more, when its directory comes back. getrlimit(2) */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { Fault } from './row.ts'
import { downFor, open, type Single } from './single.ts'

const run = promisify(execFile)

const limit = (stage: Single, most: number): Promise<unknown> =>
  Promise.all(stage.gateways.map(({ pid }) => run('prlimit', ['--pid', String(pid), `--nofile=${most}:4096`])))

export const outOfDescriptors: Fault<Single> = {
  name: 'gateways out of file descriptors while the directory starts again',
  open,
  strike: async (stage) => {
    await limit(stage, 20)
    await downFor(stage.ldap, 100)
    await sleep(1_500)
    await limit(stage, 4096)
  },
}
