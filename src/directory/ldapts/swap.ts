/**
 * Swap: a guard for servers without the assertion control. Every guarded write takes the old value of a version attribute
 * away and adds a new one in the same modify, which the server refuses (16, 20) where another was quicker. RFC 4511 §4.6
 */
import { randomUUID } from 'node:crypto'
import type { Modification } from '../../ldap/change.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { DirectoryError } from '../directory.ts'
import { dnAfter, type Step } from './step.ts'

const assertionFailed = 122

/** noSuchAttribute, attributeOrValueExists; a second value of a single-valued type: constraintViolation, objectClassViolation. */
const refusals: ReadonlySet<unknown> = new Set([16, 20, 19, 65])

export interface Swapping {
  /** The version attribute. */
  readonly type: string
  /** The entry with these attribute types, if the step's assertion holds. @throws DirectoryError 122, 32 */
  check(step: Step, types: readonly string[]): Promise<Entry>
  read(dn: Dn, types: readonly string[]): Promise<Entry | undefined>
  write(step: Step): Promise<void>
}

/** Milliseconds after which whoever holds an entry must have died. */
const patience = 30_000

/** @throws DirectoryError 122 where the entry is not what the step was decided on any more */
export const writeSwapping = async (step: Step, swapping: Swapping): Promise<void> => {
  const entry = await swapping.check(step, [swapping.type])
  const before = textOf(entry.attributes, swapping.type)
  if (isHeld(before, Date.now())) throw lost('another write is under way')
  if (step.kind === 'modify') return swapIn(step, before, swapping)
  // Neither a deletion nor a new name can carry a modification: the entry is held for them, and nobody else writes.
  const held = `${hold}${Date.now()} ${randomUUID()}`
  await swapIn({ kind: 'modify', dn: step.dn, modifications: [] }, before, { ...swapping, next: held })
  const release = (dn: Dn) => letGo(dn, held, swapping)
  try {
    await swapping.write(step)
  } catch (thrown) {
    await release(step.dn)
    throw thrown
  }
  if (step.kind === 'rename') await release(dnAfter(step))
}

const hold = 'held '

const isHeld = (version: string | undefined, now: number): boolean => {
  if (version?.startsWith(hold) !== true) return false
  const since = Number(version.slice(hold.length).split(' ', 1)[0])
  return Math.abs(now - since) < patience
}

type Modify = Extract<Step, { kind: 'modify' }>

const swapIn = async (
  step: Modify,
  before: string | undefined,
  { type, read, write, next }: Swapping & { readonly next?: string },
): Promise<void> => {
  const modifications = [...step.modifications, ...swapOf(type, before, next)]
  try {
    await write({ ...step, modifications })
  } catch (thrown) {
    if (!(thrown instanceof DirectoryError) || !refusals.has(thrown.code)) throw thrown
    const now = await read(step.dn, [type])
    const isSame = now !== undefined && textOf(now.attributes, type) === before
    throw isSame ? thrown : lost('the entry has changed', thrown)
  }
}

/** The type is single-valued: of two who add the first value the second is refused. */
const swapOf = (type: string, before: string | undefined, next: string = randomUUID()): readonly Modification[] => [
  ...(before === undefined ? [] : [{ operation: 'delete' as const, type, values: [before] }]),
  { operation: 'add', type, values: [next] },
]

/** As far as it goes: who waits gives up waiting after a while. */
const letGo = async (dn: Dn, held: string, { type, write }: Swapping): Promise<void> => {
  await write({ kind: 'modify', dn, modifications: swapOf(type, held) }).catch(() => undefined)
}

const lost = (message: string, cause?: unknown): DirectoryError =>
  new DirectoryError(assertionFailed, message, { cause })
