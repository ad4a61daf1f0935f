/** oddTexts: strings on which two implementations of "equal" like to disagree. RFC 4518, RFC 7644 §3.4.2.2 */
import type { Random } from '../../src/demo/random.ts'
import { prepare } from '../../src/text/prepare.ts'

const long = 'long '.repeat(900)

/** Pairs and triples that differ by case, blanks, compatibility or composition; none is blank. */
export const shortTexts: readonly string[] = [
  ...['Ada', 'ada', 'ADA', 'Ad', 'Adam', ' lead', 'trail ', ' both ', 'in  ner', 'in ner', 'inner'],
  ...['tab\tx', '\ttab', 'line\nbreak', 'NB\u00a0SP', '\u00a0NBSP', 'NB SP', 'ｗide', 'Ｗ Ｉ', 'wide', 'w i'],
  ...['*()\\', '*', 'a*b', '(x)', 'back\\slash', '\\2a', '\\', 'ﬁsh', 'fish', 'Straße', 'STRASSE', 'straẞe'],
  ...[
    'İstanbul',
    'istanbul',
    'ISTANBUL',
    'ıstanbul',
    'é',
    'e\u0301',
    'É',
    'e',
    'ñ',
    'n',
    '\u0301y',
    'x\u0338',
    '\u0338x',
  ],
  ...['😀 smile', '😀', '日本', 'ﾊﾝｶｸ', 'ハンカク', '한글', '\u1112\u1161\u11ab', 'ſ', '\u212a', 'k', '\u212b', 'Å'],
  ...['ΑΣ', 'ας', 'ασ', 'ﷺ', 'x\u200by', 'xy', 'soft\u00adhyphen', '´acute', 'ǆ', 'ǅ', '№ 1', 'No 1', '½', '\u{1d400}'],
  ...[
    'a;b',
    'a=b',
    'a＝b',
    'a；b',
    'a％b',
    '＝',
    ';',
    '=x',
    'x=',
    '100%',
    '%41',
    '%3B',
    '%',
    '%20',
    'value=x',
    'type=work',
  ],
  ...[
    'constructor',
    '__proto__',
    '#hash',
    ',comma',
    '+plus',
    '"quote"',
    '<x>',
    'true',
    'null',
    '0',
    '007',
    'ﾞ',
    '-',
    '1 - 2',
  ],
]

export const oddTexts: readonly string[] = [...shortTexts, long, `${long}Ada`]

/** As the directory tells values of one attribute apart. */
export const directoryKey = (text: string): string => prepare(text, { caseExact: false })

export const oddUri = (random: Random): string =>
  random.pick([
    'https://a.example/p',
    'HTTPS://A.example/p',
    'https://a.example/e\u0301',
    'urn:x  y',
    ' urn:x',
    'urn:e',
  ]) + random.pick(['', '', '/1', '?q=%20;'])
