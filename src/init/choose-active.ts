/** chooseActive: what in a directory says whether somebody is active, and whether the directory itself keeps them out. */
import type { Subschema } from '../directory/subschema.ts'
import { distinctValues } from '../ldap/matching.ts'
import type { RuleDeclaration } from '../mapping/declaration/declaration.ts'
import type { AttributeProfile } from './profile.ts'
import { activeWords, inactiveWords, negativeNames, statusNames } from './vocabulary.ts'
import { likeness, wordsOf } from './words.ts'

export interface ActiveChoice {
  /** `preset`: the row of the preset. null: nothing says it. */
  readonly row: RuleDeclaration | 'preset' | null
  readonly why: string
}

interface Choosing {
  readonly profiles: readonly AttributeProfile[]
  readonly prefixes: ReadonlySet<string>
  readonly subschema: Subschema
  /** A password policy was seen at work. */
  readonly hasPolicy: boolean
  /** The row of the preset. */
  readonly preset: RuleDeclaration | null | undefined
}

export const chooseActive = ({ profiles, prefixes, subschema, hasPolicy, preset }: Choosing): ActiveChoice => {
  if (typeof preset === 'object' && preset !== null && 'enforcedBy' in preset)
    return { row: 'preset', why: preset.enforcedBy ?? '' }
  const status = profiles
    .flatMap((profile) => {
      const values = statesOf(profile, prefixes)
      return values === undefined ? [] : [{ profile, values }]
    })
    .toSorted((a, b) => b.profile.coverage - a.profile.coverage)[0]
  if (status !== undefined) {
    return {
      row: { attribute: status.profile.name, values: status.values, access: 'readOnly' },
      why: 'readOnly, since no LDAP server looks at it when somebody binds. If something else does: take access out and say what under enforcedBy',
    }
  }
  const lock = subschema.attributeType('pwdAccountLockedTime')
  if (lock !== undefined && hasPolicy) {
    return {
      row: 'preset',
      why: 'by the lock of the password policy overlay; `scimdap check` says whether it is in force here',
    }
  }
  return {
    row: null,
    why: 'nothing was seen that says who is active, and no password policy that could lock somebody',
  }
}

const mostStates = 12

/** Stored value to what it means, where all that is not rare is understood and something means active. */
const statesOf = (
  { name, names, texts, distinct, looks, description }: AttributeProfile,
  prefixes: ReadonlySet<string>,
): Readonly<Record<string, boolean>> | undefined => {
  const isStatus = names.some((each) => likeness(each, statusNames, prefixes) >= 0.7)
  if (!isStatus || texts.length === 0 || texts.length > mostStates || description.operational) return undefined
  if (distinct > 0.5 && texts.length > 4) return undefined
  if (looks.dn + looks.bytes > 0) return undefined
  const isNegative = likeness(name, negativeNames, prefixes) >= 0.8
  const spelt = distinctValues(
    description.equality,
    texts.map(([text]) => text),
  ) as readonly string[]
  const states = spelt.flatMap((text) => {
    const state = stateOf(text)
    return state === undefined ? [] : [[text, isNegative ? !state : state] as const]
  })
  const understood = texts.reduce((sum, [text, count]) => sum + (stateOf(text) === undefined ? 0 : count), 0)
  const all = texts.reduce((sum, [, count]) => sum + count, 0)
  return understood < all * 0.9 || !states.some(([, state]) => state) ? undefined : Object.fromEntries(states)
}

const stateOf = (text: string): boolean | undefined => {
  const word = wordsOf(text).join('')
  if (activeWords.includes(word)) return true
  return inactiveWords.includes(word) ? false : undefined
}
