/** contestedTypes: attribute types that one row wants for itself and another one writes. */
import { type Rule, writtenBy } from './mapping.ts'

export interface CompiledRow {
  readonly key: string
  readonly rule: Rule
}

export interface ContestedType {
  /** The row that wants it for itself. */
  readonly key: string
  readonly type: string
  readonly other: string
}

/** A row that takes its type as a whole would take what another has just put there. */
export const contestedTypes = (rows: readonly CompiledRow[]): readonly ContestedType[] =>
  rows
    .filter(({ rule }) => rule.isAlone)
    .flatMap(({ key, rule }) =>
      writtenBy(rule).flatMap((type) => {
        const other = rows.find((each) => each.rule !== rule && writes(each.rule, type))
        return other === undefined ? [] : [{ key, type, other: other.key }]
      }),
    )

const writes = (rule: Rule, type: string): boolean =>
  writtenBy(rule).some((each) => each.toLowerCase() === type.toLowerCase())
