/** pinned: a command that runs on the last core alone, where the machine has several and taskset(1). */
import { spawnSync } from 'node:child_process'
import { cpus } from 'node:os'

let prefix: readonly string[] | undefined

/** Load generators of whatever kind get the same core, so that none of them has more of the machine than another. */
export const pinned = (command: readonly string[]): readonly string[] => {
  prefix ??= findPrefix()
  return [...prefix, ...command]
}

const findPrefix = (): readonly string[] => {
  const words = ['taskset', '-c', String(cpus().length - 1)]
  if (cpus().length < 2) return []
  return spawnSync(words[0] as string, [...words.slice(1), 'true']).status === 0 ? words : []
}
