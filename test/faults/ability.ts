/** What a fault needs of the machine, and which of them it cannot have: that is said, and the fault left out. */
import { execFileSync } from 'node:child_process'
import { findFaketime } from '../support/install-faketime.ts'

/** Root, and not in a container that keeps it from mounting: for a small disk, and a resolver of one's own. */
const mayMount = (): boolean => {
  try {
    execFileSync('unshare', ['--mount', 'sh', '-c', 'mount -t tmpfs none /mnt'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const hasFaketime = (): Promise<boolean> =>
  findFaketime().then(
    () => true,
    () => false,
  )

export type Need = 'mount' | 'faketime'

const abilities: Readonly<Record<Need, () => boolean | Promise<boolean>>> = { mount: mayMount, faketime: hasFaketime }

/** Those that this machine can have. */
export const possible = async <F extends { readonly name: string; readonly need?: Need }>(
  faults: readonly F[],
): Promise<readonly F[]> => {
  const kept: F[] = []
  for (const fault of faults) {
    if (fault.need === undefined || (await abilities[fault.need]())) kept.push(fault)
    else console.warn(`left out, as this machine has no ${fault.need}: ${fault.name}`)
  }
  return kept
}
