/** prepareUserName, preparePassword: names and passwords as they are stored, or why they cannot be. RFC 7644 §5, RFC 8264, RFC 8265 */
import { breaksBidiRule } from './bidi-rule.ts'
import { prepare } from './prepare.ts'

/** `why` goes on from the name of the attribute. */
export type Prepared =
  | { readonly kind: 'prepared'; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string }

/**
 * UsernameCasePreserved (RFC 8265 §3.4), with single blanks between the parts of a name (§3.5). A name is kept in its own
 * case and compared without it (§3.3); one that the directory would compare otherwise than PRECIS, or not find by the
 * text that was sent, is refused, so that there is only one idea of what is equal. ZERO WIDTH JOINER and NON-JOINER are
 * refused, whatever stands before.
 */
export const prepareUserName = (text: string): Prepared => {
  const name = text.replace(wide, (character) => character.normalize('NFKC')).normalize('NFC')
  if (name === '') return refused('must not be empty')
  if (looseBlank.test(name)) return refused('must have single blanks only, and none at its beginning or end')
  if (!nameCharacters.test(name) || hasCompatibility(name)) {
    return refused('must be made of letters, digits, ASCII signs and single blanks (RFC 8265, UsernameCasePreserved)')
  }
  if (!contextHolds(name)) return refused('holds a sign in a place where it may not stand (RFC 5892, appendix A)')
  if (name.split(/[@. ]/).some(breaksBidiRule)) return refused('mixes writing directions (RFC 5893, section 2)')
  const compared = prepare(name, { caseExact: false })
  if (compared !== lowerCase(name) || compared !== prepare(text, { caseExact: false })) {
    return refused('holds a letter that the directory compares otherwise than RFC 8265 demands')
  }
  return { kind: 'prepared', text: name }
}

/** OpaqueString: case, width and blanks count, a blank of whatever script is U+0020. RFC 8265 §4.2 */
export const preparePassword = (text: string): Prepared => {
  const password = text.replace(/\p{Zs}/gu, ' ').normalize('NFC')
  if (password === '') return refused('must not be empty')
  if (!passwordCharacters.test(password)) {
    return refused('must not hold control characters, invisible or unassigned ones (RFC 8265, OpaqueString)')
  }
  if (!contextHolds(password)) return refused('holds a sign in a place where it may not stand (RFC 5892, appendix A)')
  return { kind: 'prepared', text: password }
}

const refused = (why: string): Prepared => ({ kind: 'refused', why })

/** Width mapping; halfwidth Hangul stands for compatibility letters, which are refused anyway. */
const wide = /[\u3000\uff01-\uff9f]/g
const looseBlank = /^ | $| {2}/

/** Disallowed wherever they stand. RFC 8264 §9.6 to §9.9, §9.13; the last two lines: RFC 5892 §2.6 */
const disallowed = [
  String.raw`\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}`,
  String.raw`\u1100-\u11ff\ua960-\ua97c\ud7b0-\ud7fb`, // conjoining jamo
  String.raw`\u0640\u07fa\u302e\u302f\u3031-\u3035\u303b`,
].join('')

/** IdentifierClass, before what has a compatibility form is taken out. RFC 8264 §4.2; exceptions: RFC 5892 §2.6 */
const nameCharacters = new RegExp(
  String.raw`^(?:(?![${disallowed}])[\p{Ll}\p{Lu}\p{Lo}\p{Nd}\p{Lm}\p{Mn}\p{Mc} -~\u00b7\u0375\u05f3\u05f4\u06fd\u06fe\u0f0b\u3007\u30fb])*$`,
  'u',
)

/** FreeformClass. RFC 8264 §4.3 */
const passwordCharacters = new RegExp(String.raw`^(?:(?![${disallowed}])[\p{L}\p{M}\p{N}\p{P}\p{S} ])*$`, 'u')

/** HasCompat: of each character alone. RFC 8264 §9.17 */
const hasCompatibility = (text: string): boolean =>
  !ascii.test(text) && [...text].some((character) => character.normalize('NFKC') !== character)

const ascii = /^[\0-\x7f]*$/

/** CONTEXTO. RFC 5892 appendix A.3 to A.9 */
const contextHolds = (text: string): boolean => {
  if (ascii.test(text)) return true
  if (/(?<!l)\u00b7|\u00b7(?!l)/.test(text)) return false
  if (/\u0375(?!\p{Script=Greek})/u.test(text)) return false
  if (/(?<!\p{Script=Hebrew})[\u05f3\u05f4]/u.test(text)) return false
  if (text.includes('\u30fb') && !japanese.test(text)) return false
  return !(/[\u0660-\u0669]/.test(text) && /[\u06f0-\u06f9]/.test(text))
}

const japanese = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u

/** One character at a time, since a sigma at the end of a word is no other letter here. RFC 8264 §5.2.3 */
const lowerCase = (text: string): string =>
  [...text]
    .map((character) => character.toLowerCase())
    .join('')
    .normalize('NFC')
