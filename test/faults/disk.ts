/** Faults of a directory that can be read and not written: its disk is full, or its database is read-only. */
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { Attribute, Change } from 'ldapts'
import type { Openldap } from '../support/openldap.ts'
import type { Fault } from './row.ts'
import { open, openSingle, type Single } from './single.ts'

const run = promisify(execFile)
const brokenMs = 1_500
const diskBytes = 256 * 1024 ** 2

interface OnDisk extends Single {
  /** Where the file system of a size is mounted. */
  readonly disk: string
}

/** The folders of slapd are made below TMPDIR. */
const openOnDisk = async (): Promise<OnDisk> => {
  const disk = await mkdtemp(join(tmpdir(), 'scimdap-disk-'))
  await run('mount', ['-t', 'tmpfs', '-o', `size=${diskBytes}`, 'tmpfs', disk])
  const before = process.env.TMPDIR
  process.env.TMPDIR = disk
  const stage = await openSingle().finally(() => {
    if (before === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = before
  })
  const close = async () => {
    await stage.close()
    await run('umount', [disk])
    await rm(disk, { recursive: true })
  }
  return { ...stage, disk, close }
}

export const diskFull: Fault<OnDisk> = {
  name: 'disk of the directory full',
  need: 'mount',
  open: openOnDisk,
  strike: async ({ disk }) => {
    const filler = join(disk, 'filler')
    // Until nothing more fits, which is what it ends with.
    await run('sh', ['-c', 'cat /dev/zero > "$1" 2>&1; true', 'sh', filler])
    await sleep(brokenMs)
    await rm(filler)
  },
}

const setReadOnly = async (ldap: Openldap, value: 'TRUE' | 'FALSE'): Promise<void> => {
  const config = await ldap.config()
  const modification = new Attribute({ type: 'olcReadOnly', values: [value] })
  await config.modify('olcDatabase={1}mdb,cn=config', new Change({ operation: 'replace', modification }))
  await config.unbind()
}

export const readOnly: Fault<Single> = {
  name: 'database read-only',
  open,
  strike: async ({ ldap }) => {
    await setReadOnly(ldap, 'TRUE')
    await sleep(brokenMs)
    await setReadOnly(ldap, 'FALSE')
  },
}
