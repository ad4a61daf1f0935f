/** readOnlyRule, writeOnlyRule: a row of one direction. What /Schemas says of it: `mapping/declared.ts`. RFC 7643 §7 */
import { valuesOf } from '../../ldap/entry.ts'
import type { Rule } from '../mapping.ts'
import { everything } from '../pushdown.ts'

/** Shown, and never touched by a write. */
export const readOnlyRule = ({ choices: _, leftOver: __, ...rule }: Rule): Rule => ({
  ...rule,
  written: [],
  encode: () => [],
})

/**
 * Never shown; what a client sends takes the place of all that is stored, and what it leaves out stays. The version
 * says nothing of it: the hash of a value that can be guessed would tell it.
 */
export const writeOnlyRule = ({ choices: _, ...rule }: Rule): Rule => ({
  ...rule,
  isAlone: true,
  decode: () => undefined,
  encode: (value, encoding) => {
    if (value !== undefined) return rule.encode(value, encoding)
    const held = rule.types.map((type) => [type, valuesOf(encoding.stored, type)] as const)
    return held.filter(([, values]) => values.length > 0)
  },
  pushdown: () => everything,
  content: () => [],
})
