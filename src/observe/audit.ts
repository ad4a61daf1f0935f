/** Audit: one line for each change, in order, and none lost while the process lives. docs/audit.md */
import { beginning, type ChainKey, type Link, sealed } from './audit-chain.ts'
import { AuditFile, type AuditFileOptions } from './audit-file.ts'
import { auditLine } from './audit-line.ts'
import type { ChangeObservation, Observe } from './observation.ts'

export interface AuditOptions {
  /** undefined: no file. */
  readonly file?: AuditFileOptions | undefined
  /** Where lines go besides. */
  readonly print?: ((line: string) => void) | undefined
  readonly isChained: boolean
  readonly key?: ChainKey
  readonly now: () => number
  /** Hears of lines that cannot be written. */
  readonly observe: Observe
}

export interface Audit {
  readonly observe: Observe
  /** Whether every line is written; tries those again that are not. */
  isWhole(): boolean
  close(): void
}

/** While the disk is full so many lines are kept in memory; a gateway that goes on without them tells of each that is lost. */
const mostKept = 10_000

/** @throws Error where the file cannot be written to at the start */
export const openAudit = ({ file: options, print, isChained, key, now, observe }: AuditOptions): Audit => {
  const file = options && new AuditFile(options)
  file?.open()
  let link: Link = file?.last() ?? beginning
  const kept: string[] = []

  const flush = (): boolean => {
    try {
      for (let line = kept[0]; line !== undefined; line = kept[0]) {
        file?.append(line)
        kept.shift()
      }
      return true
    } catch (cause) {
      observe({ kind: 'audit-failed', cause })
      return false
    }
  }

  const tell = (change: ChangeObservation & { readonly tenant?: string }): void => {
    const facts = { time: new Date(now()).toISOString(), ...auditLine(change) }
    const next = isChained ? sealed(facts, link, key) : { line: JSON.stringify(facts), link }
    print?.(next.line)
    if (file !== undefined && kept.length >= mostKept) {
      observe({ kind: 'audit-failed', cause: new Error('too many lines wait to be written') })
      return
    }
    link = next.link
    if (file === undefined) return
    kept.push(next.line)
    flush()
  }

  return {
    observe: (observation) => {
      if (observation.kind === 'change' && observation.outcome !== 'unchanged') tell(observation)
    },
    isWhole: () => kept.length === 0 || flush(),
    close: () => {
      flush()
      file?.close()
    },
  }
}
