/** chooseActive: what in a directory says whether somebody is active, and whether the directory itself keeps them out. */
import { distinctValues } from '../ldap/matching.ts'
import type { RuleDeclaration } from '../mapping/declaration/declaration.ts'
import type { LockVerdict } from '../operations/passwords/lock-in-force.ts'
import type { AttributeProfile } from './profile.ts'
import { activeWords, inactiveWords, negativeNames, statusNames } from './vocabulary.ts'
import { likeness, wordsOf } from './words.ts'

export interface ActiveChoice {
  /** `preset`: the row of the preset. null: nothing says it. */
  readonly row: RuleDeclaration | 'preset' | null
  readonly why: string
  /** What a person must decide. */
  readonly asks?: string
  /** The row of whoever has decided. */
  readonly instead?: RuleDeclaration
}

interface Choosing {
  readonly profiles: readonly AttributeProfile[]
  readonly prefixes: ReadonlySet<string>
  /** A password policy was seen at work. */
  readonly hasPolicy: boolean
  /** What the account of the gateway sees of its lock; undefined: the schema has none. */
  readonly verdict: LockVerdict | undefined
  /** The row of the preset. */
  readonly preset: RuleDeclaration | null | undefined
}

export const chooseActive = ({ profiles, prefixes, hasPolicy, verdict, preset }: Choosing): ActiveChoice => {
  if (typeof preset === 'object' && preset !== null && 'enforcedBy' in preset)
    return { row: 'preset', why: preset.enforcedBy ?? '' }
  const status = profiles
    .flatMap((profile) => {
      const values = statesOf(profile, prefixes)
      return values === undefined ? [] : [{ profile, values }]
    })
    .toSorted((a, b) => b.profile.coverage - a.profile.coverage)[0]
  if (status !== undefined) {
    const why =
      'readOnly, since no LDAP server looks at it when somebody binds. If something else does: take access out and say what under enforcedBy'
    return {
      row: { attribute: status.profile.name, values: status.values, access: 'readOnly' },
      ...{ why, asks: `${why}.` },
    }
  }
  if (verdict !== undefined && hasPolicy) return lockedBy(verdict, preset)
  const why = 'nothing was seen that says who is active, and no password policy that could lock somebody'
  return { row: null, why, asks: `${why}.` }
}

const lockedBy = (verdict: LockVerdict, preset: Choosing['preset']): ActiveChoice => {
  const why = 'by the lock of the password policy overlay'
  switch (verdict.kind) {
    case 'works':
    case 'likely':
      return { row: 'preset', why: `${why}; \`scimdap check\` says whether it is in force here` }
    case 'fails':
      return { row: 'preset', why, asks: `whoever is deactivated could still bind: ${verdict.why}. ${refused}` }
    case 'unseen':
      return {
        row: 'preset',
        why: `${why}, which nobody has seen at work. Once \`scimdap check --write-probe\` has, or you answer for it:`,
        asks: `whether whoever is deactivated could still bind is not to be seen: ${verdict.why}. Try it with \`scimdap check --write-probe\` and say under enforcedBy what keeps people out, or ${verdict.mend}. ${refused}`,
        ...(typeof preset === 'object' &&
          preset !== null &&
          'lock' in preset && { instead: { ...preset, enforcedBy } }),
      }
  }
}

const refused = '`scimdap serve` ends until then.'
const enforcedBy = 'the password policy of the directory'

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
