/** Audit settings: where the lines of changes go, and how they are sealed. docs/audit.md */
import { resolve } from 'node:path'
import * as v from 'valibot'
import { type Finding, found } from './finding.ts'
import { choice, flag, integer, text, wholeNumber } from './values.ts'

const mebibyte = 1024 * 1024

export const audit = {
  file: v.optional(text),
  stdout: flag(false),
  maxBytes: integer(100 * mebibyte, [1_024, 1_024 * 1_024 * mebibyte]),
  keep: v.optional(wholeNumber([1, 100_000])),
  chain: flag(true),
  keyFile: v.optional(text),
  onFailure: v.optional(choice(['continue', 'refuse']), 'continue'),
}

type AuditSettings = v.InferOutput<v.StrictObjectSchema<typeof audit, undefined>>

export const checkAudit = ({
  audit: { file, chain, keyFile, onFailure },
}: {
  readonly audit: Pick<AuditSettings, 'file' | 'chain' | 'keyFile' | 'onFailure'>
}): readonly Finding[] => [
  ...found(keyFile !== undefined && !chain, ['audit', 'keyFile'], 'has nothing to seal where audit.chain is false'),
  ...found(
    onFailure === 'refuse' && file === undefined,
    ['audit', 'onFailure'],
    'needs audit.file: what cannot be written can only be known of a file',
  ),
]

export type AuditConfig = Omit<AuditSettings, 'keyFile' | 'file'> & {
  /** Absolute. */
  readonly file: string | undefined
  /** undefined: lines are sealed without one. */
  readonly key: Uint8Array | undefined
}

/** `folder`: of the file that the options stand in. */
export const auditConfig = (
  { keyFile: _, file, ...audit }: AuditSettings,
  { folder, key }: { readonly folder: string; readonly key: Uint8Array | undefined },
): AuditConfig => ({ ...audit, file: file === undefined ? undefined : resolve(folder, file), key })
