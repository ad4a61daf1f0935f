/** Look: what one stored value looks like, whatever its attribute type is called. */
import type { AttributeValue } from '../ldap/entry.ts'
import { wordsOf } from './words.ts'

export type Look =
  | 'address'
  | 'phone'
  | 'honorific'
  | 'uri'
  | 'dn'
  | 'boolean'
  | 'integer'
  | 'language'
  | 'bytes'
  | 'text'

/** The first look that fits: the narrow ones come first. */
export const lookOf = (value: AttributeValue): Look => {
  if (typeof value !== 'string') return 'bytes'
  const text = value.trim()
  if (/^[^@\s]+@[^@\s]+\.[^@\s.]+$/.test(text)) return 'address'
  if (/^[a-z][a-z\d+.-]*:\/\/\S+( .*)?$/i.test(text)) return 'uri'
  if (/^(?:true|false)$/i.test(text)) return 'boolean'
  if (/^-?\d+$/.test(text)) return 'integer'
  if (/^\+?[\d ()./-]{5,}$/.test(text) && /\d{3}/.test(text.replaceAll(/\D/g, ''))) return 'phone'
  if (isHonorific(text)) return 'honorific'
  if (/^[a-z]{2}(?:[-_][A-Z]{2})?$/.test(text)) return 'language'
  return 'text'
}

const isHonorific = (text: string): boolean => {
  const words = wordsOf(text)
  return words.length > 0 && words.every((word) => honorifics.has(word))
}

/** Values of titles before a name, of whatever attribute type: `Dr.`, `Prof. Dr.-Ing.`, `Frau`. */
const honorifics: ReadonlySet<string> = new Set(
  'dr prof professor professeur docteur mag dipl ing med phil rer nat jur habil phd md herr frau mr mrs ms miss mx m mme mlle monsieur madame sr sra sig dhr mevr drs ir priv doz pd hc dott dottssa avv sir dame rev don dona dna lic ilmo ilma excmo excma geom rag arch dhr mw mej bc drs pan pani mgr inz'.split(
    ' ',
  ),
)
