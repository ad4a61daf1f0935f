/** openReplaceableAudit: the audit trail that the configuration asks for, or none; and the next one's. docs/audit.md */
import { isDeepStrictEqual } from 'node:util'
import type { AuditConfig } from '../config/audit.ts'
import type { GatewayConfig } from '../config/config.ts'
import { ConfigError } from '../config/problem.ts'
import { causesOf, codesOf } from '../directory/causes.ts'
import { type Audit, type AuditOptions, openAudit } from '../observe/audit.ts'
import type { Observe } from '../observe/observation.ts'
import { unavailable } from '../scim/error.ts'

export interface OpenAudit extends Pick<Audit, 'observe' | 'close'> {
  /** @throws ScimError 503 where changes are only made if they can be told of, and they cannot */
  readonly requireAudit: () => void
}

export interface ReplaceableAudit extends OpenAudit {
  /** What the next configuration asks for, to be put in force by the function. @throws ConfigError where it cannot be had */
  prepare(next: Pick<GatewayConfig, 'audit'>): () => void
}

/** @throws Error where the file cannot be written to */
export const openReplaceableAudit = (
  { audit: first }: Pick<GatewayConfig, 'audit'>,
  observe: Observe,
  now: () => number,
): ReplaceableAudit => {
  let config = first
  let current = auditOf(config, observe, now)
  return {
    observe: (observation) => current.observe(observation),
    requireAudit: () => current.requireAudit(),
    close: () => current.close(),
    prepare: ({ audit: wanted }) => {
      if (isDeepStrictEqual(wanted, config)) return () => {}
      openedOrRefused(wanted, observe, now).close()
      return () => {
        try {
          // Only now: the chain goes on behind the last line of the one before.
          const next = auditOf(wanted, observe, now)
          current.close()
          current = next
          config = wanted
        } catch (cause) {
          // It could be had a moment ago: the one before goes on.
          observe({ kind: 'audit-failed', cause })
        }
      }
    },
  }
}

const openedOrRefused = (...given: Parameters<typeof auditOf>): OpenAudit => {
  try {
    return auditOf(...given)
  } catch (error) {
    throw new ConfigError([{ where: 'audit', message: error instanceof Error ? error.message : 'cannot be used' }])
  }
}

/** @throws Error where the file cannot be written to */
const auditOf = (audit: AuditConfig, observe: Observe, now: () => number): OpenAudit => {
  const { file, stdout, maxBytes, keep, chain, key, onFailure } = audit
  if (file === undefined && !stdout) return { observe: () => {}, close: () => {}, requireAudit: () => {} }
  const opened = openNamed({
    ...(file !== undefined && { file: { path: file, maxBytes, keep, now } }),
    ...(stdout && { print: (line: string) => void process.stdout.write(`${line}\n`) }),
    isChained: chain,
    key,
    now,
    observe,
  })
  const requireAudit = () => {
    if (onFailure === 'refuse' && !opened.isWhole()) {
      throw unavailable('Changes cannot be made now: the audit trail cannot be written', 30)
    }
  }
  return { observe: opened.observe, close: opened.close, requireAudit }
}

const openNamed = (options: AuditOptions): Audit => {
  try {
    return openAudit(options)
  } catch (cause) {
    const [code = 'unknown error'] = codesOf(causesOf(cause))
    throw new Error(`audit.file cannot be written to (${code})`, { cause })
  }
}
