/** nearestForm: of the kinds of rows that there are the one that somebody probably wanted to write. */
import * as v from 'valibot'
import { ruleDeclaration } from '../mapping/declaration/declaration.ts'
import { nearest } from './nearest.ts'

export type RowForm = Extract<(typeof ruleDeclaration)['options'][number], { entries: unknown }>

/** The form with most of the keys and the fewest mistakes; undefined: the row resembles none. */
export const nearestForm = (row: unknown): RowForm | undefined => {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return undefined
  const keys = Object.keys(row)
  const ranked = forms
    .map((form) => ({ form, likeness: likeness(keys, form), mistakes: v.safeParse(form, row).issues?.length ?? 0 }))
    .filter((each) => each.likeness > 0)
    .sort((a, b) => b.likeness - a.likeness || a.mistakes - b.mistakes)
  return ranked[0]?.form
}

const forms = ruleDeclaration.options.filter((option): option is RowForm => 'entries' in option)

/** A misspelt key counts less than any that is right. */
const likeness = (keys: readonly string[], { entries }: RowForm): number => {
  const names = Object.keys(entries)
  const right = keys.filter((key) => names.includes(key)).length
  return right + (keys.some((key) => nearest(key, names) !== undefined) ? 0.5 : 0)
}
