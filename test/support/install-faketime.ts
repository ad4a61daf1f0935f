/** findFaketime: libfaketime, by which the clock of one process jumps; the system's, or unpacked from Debian's package into the cache. */
import { execFile } from 'node:child_process'
import { glob, mkdir, mkdtemp, rename, rm } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const cache = resolve(import.meta.dirname, '../../.cache/faketime')

/** @throws Error where it is not installed and apt cannot fetch it */
export const findFaketime = async (): Promise<string> => (await libraryIn('/')) ?? (await libraryIn(cache)) ?? unpack()

const libraryIn = async (root: string): Promise<string | undefined> => {
  for await (const path of glob(join(root, 'usr/lib/*/faketime/libfaketime.so.1'))) return path
  return undefined
}

const unpack = async (): Promise<string> => {
  await mkdir(resolve(cache, '..'), { recursive: true })
  const folder = await mkdtemp(`${cache}-`)
  try {
    await run('apt-get', ['download', 'libfaketime'], { cwd: folder })
    for await (const file of glob(join(folder, '*.deb'))) await run('dpkg', ['-x', file, folder])
    // Another process may have been quicker.
    await rename(folder, cache).catch(() => rm(folder, { recursive: true }))
    return (await libraryIn(cache)) as string
  } catch (cause) {
    await rm(folder, { recursive: true, force: true })
    throw new Error('libfaketime is not installed, and apt-get cannot fetch it', { cause })
  }
}
