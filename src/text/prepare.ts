/** prepare: the form in which two strings are compared, as slapd makes it. RFC 4518 §2 */
import { knownToSlapd } from './slapd-unicode.ts'

export interface PrepareOptions {
  readonly caseExact: boolean
}

/** Which end of the value a piece of text must touch: blanks are trimmed at that end and kept elsewhere. RFC 4518 §2.6.1 */
export type SubstringPart = 'initial' | 'any' | 'final'

export interface PrepareSubstringOptions extends PrepareOptions {
  /** `any` where it is left out: single blanks are kept at both ends. */
  readonly part?: SubstringPart
}

/**
 * The comparison form of a whole value under caseIgnoreMatch (`caseExact: false`) or caseExactMatch.
 * Two values are equal for the directory when their forms are the same string.
 *
 * Where slapd departs from RFC 4518 this follows slapd, since the filter that is pushed down is answered by it: only
 * U+0020 (and what NFKC turns into it, such as U+00A0) is a blank, tabs, line ends, soft hyphens and zero-width
 * characters are characters like others, final sigma is not folded, and `ß` is not `ss`.
 * Text of nothing but blanks becomes one blank; empty text stays empty.
 */
export function prepare(text: string, { caseExact }: PrepareOptions): string {
  const folded = fold(text, caseExact)
  if (!looseBlanks.test(folded)) return folded
  return orOneBlank(folded.replace(runsOfBlanks, ' ').replace(outerBlanks, ''))
}

/** The comparison form of a piece of a value, to be looked for in what `prepare` made of the whole value. */
export function prepareSubstring(text: string, { caseExact, part = 'any' }: PrepareSubstringOptions): string {
  const folded = fold(text, caseExact)
  if (!looseBlanks.test(folded)) return folded
  const single = folded.replace(runsOfBlanks, ' ')
  if (part === 'any') return single
  return part === 'initial' ? orOneBlank(single.replace(leadingBlank, '')) : single.replace(trailingBlank, '')
}

/**
 * Whether the directory is sure to prepare the text as `prepare` does, alone and next to any other text: letters and
 * signs that are as old as Unicode 3.2, stand for themselves and have one lower-case form. Only such text may stand in
 * a filter whose misses nobody looks at again. Not portable are control characters, combining marks, U+0130, lone
 * surrogates, emoji, and rarer scripts.
 */
export const isPortable = (text: string): boolean => portable.test(text)

const ascii = /^[\0-\x7f]*$/
const looseBlanks = /^ | $| {2}/
const runsOfBlanks = / {2,}/g
const outerBlanks = /^ | $/g
const leadingBlank = /^ /
const trailingBlank = / $/

const orOneBlank = (text: string): string => (text === '' ? ' ' : text)

/** Case first and compatibility second, in slapd's order: U+2122 becomes `TM` in capitals. */
function fold(text: string, caseExact: boolean): string {
  if (ascii.test(text)) return caseExact ? text : text.toLowerCase()
  return text.replace(knownToSlapd, (known) => (caseExact ? known : lowerCase(known)).normalize('NFKC'))
}

/** One code point for one: as a whole string, `toLowerCase` would look for the end of the word at a sigma. */
function lowerCase(text: string): string {
  let lower = ''
  for (const character of text) lower += lowerCaseOf(character)
  return lower
}

/** U+0130 has two code points in the full mapping; numerals and letters in circles have case, but not for slapd. */
function lowerCaseOf(character: string): string {
  if (character === '\u0130') return 'i'
  return caseless.test(character) ? character : character.toLowerCase()
}

const caseless = /[\u2160-\u216f\u24b6-\u24cf]/

const portableRanges = [
  String.raw`\x20-\x7e\u00a0-\u00a7\u00a9-\u00ac\u00ae\u00b0-\u00b3\u00b5-\u00b7\u00b9-\u00ff`, // ASCII, Latin-1
  String.raw`\u0100-\u012f\u0131-\u017f\u0218-\u021b\u1ea0-\u1ef9`, // Latin Extended-A, Romanian, Vietnamese
  String.raw`\u0386\u0388-\u038a\u038c\u038e-\u03a1\u03a3-\u03ce`, // Greek
  String.raw`\u0400-\u045f\u0490-\u04bf`, // Cyrillic
  String.raw`\u0531-\u0556\u0561-\u0586\u05d0-\u05ea`, // Armenian, Hebrew
  String.raw`\u0621-\u063a\u0641-\u064a`, // Arabic letters
  String.raw`\u0e01-\u0e30\u0e32\u0e40-\u0e46`, // Thai without marks
  String.raw`\u2010\u2013\u2014\u2018-\u201e\u20ac`, // dashes, quotation marks, euro
  String.raw`\u3005\u3041-\u3094\u30a1-\u30fa\u30fc\u4e00-\u9fa5\uac00-\ud7a3`, // kana, ideographs, Hangul
  String.raw`\u3000-\u3002\uff01-\uff5e`, // ideographic punctuation, fullwidth forms
].join('')
const portable = new RegExp(`^[${portableRanges}]*$`, 'u')
