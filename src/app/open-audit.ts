/** auditOf: the audit trail that the configuration asks for, or none. docs/audit.md */
import type { Config } from '../config/config.ts'
import { causesOf, codesOf } from '../directory/causes.ts'
import { type Audit, type AuditOptions, openAudit } from '../observe/audit.ts'
import type { Observe } from '../observe/observation.ts'
import { unavailable } from '../scim/error.ts'

export interface OpenAudit extends Pick<Audit, 'observe' | 'close'> {
  /** @throws ScimError 503 where changes are only made if they can be told of, and they cannot */
  readonly requireAudit: () => void
}

/** @throws Error where the file cannot be written to */
export const auditOf = ({ audit }: Pick<Config, 'audit'>, observe: Observe, now: () => number): OpenAudit => {
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
