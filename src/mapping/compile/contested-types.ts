/** contestedTypes: attribute types that one row wants for itself and something else writes, too. */
import { type Rule, writtenBy } from '../mapping.ts'

export interface CompiledRow {
  readonly key: string
  readonly rule: Rule
}

export interface ContestedType {
  /** The row that wants it for itself. */
  readonly key: string
  readonly message: string
}

/** A row that takes its type as a whole would take what another has just put there. `naming`: the types of the RDN. */
export const contestedTypes = (rows: readonly CompiledRow[], naming: readonly string[]): readonly ContestedType[] =>
  rows
    .filter(({ rule }) => rule.isAlone)
    .flatMap(({ key, rule }) =>
      writtenBy(rule).flatMap((type) => {
        if (naming.some((own) => isSame(type, own)))
          return [{ key, message: `${type} names new entries: it needs a row of its own` }]
        const other = rows.find(
          (each) =>
            each.rule !== rule &&
            (rule.part === undefined || each.rule.part === undefined) &&
            writtenBy(each.rule).some((own) => isSame(own, type)),
        )
        if (other === undefined) return []
        return [
          {
            key,
            message: `${type} is written by ${other.key}, too: make one of the two readOnly (GetPut would break)`,
          },
        ]
      }),
    )

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()
