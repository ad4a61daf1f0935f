/** Audit settings: where the lines of changes go, and how they are sealed. docs/audit.md */
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
