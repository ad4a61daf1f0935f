/** Structured values: one element of a complex multi-valued attribute as text, `type=work;primary=true;value=…`. */
import type { Comparison } from '../scim/filter/filter.ts'
import type { ComplexValue, SimpleValue } from '../scim/resource/resource.ts'
import { type Attribute, findAttribute } from '../scim/schema/attribute.ts'
import { isPortable, prepare } from '../text/prepare.ts'

const first = ['type', 'primary']
/** Stands first in a text one of whose values has blanks at an edge, so that filters find it (see `fragmentsOf`). */
const edgeMark = 'blank=edge'

/** Keys in a fixed order, `value` last; `%`, `;`, `=` and blanks at an edge are percent-escaped. */
export const printStructured = (element: ComplexValue, subAttributes: readonly Attribute[]): string => {
  const parts = inOrder(subAttributes).flatMap(({ name }) => {
    const value = element[name]
    return value === undefined || Array.isArray(value) ? [] : [`${name}=${percentEscaped(String(value))}`]
  })
  const hasEdge = parts.some((part) => /=%(?!25|3[BbDd])|%(?!25|3[BbDd])[0-9A-F]{2}$/.test(part))
  return (hasEdge ? [edgeMark, ...parts] : parts).join(';')
}

/** undefined where the text is none of ours; unknown keys are passed over. */
export const parseStructured = (text: string, subAttributes: readonly Attribute[]): ComplexValue | undefined => {
  const element: Record<string, SimpleValue> = {}
  for (const part of text.split(';')) {
    const at = part.indexOf('=')
    const attribute = at < 1 ? undefined : findAttribute(subAttributes, part.slice(0, at))
    const value = attribute === undefined ? undefined : typed(attribute, unescaped(part.slice(at + 1)))
    if (attribute !== undefined && value !== undefined) element[attribute.name] = value
  }
  return Object.keys(element).length === 0 ? undefined : element
}

/**
 * Pieces of text of which at least one set stands, in order, in every structured value whose sub-attribute satisfies
 * the comparison; undefined where no such pieces can be named. `foldsCase`: the server compares ignoring case.
 */
export const fragmentsOf = (
  attribute: Attribute,
  test: { readonly operator: Comparison; readonly value: string },
  foldsCase: boolean,
): readonly (readonly string[])[] | undefined => {
  const key = `${attribute.name}=`
  const text = prepare(test.value, { caseExact: !foldsCase })
  if (test.operator === 'ne' || !isPortable(text) || text.trim() === '') return undefined
  if (!foldsCase && !attribute.caseExact) return [[key]]
  const escaped = percentEscaped(text)
  if (test.operator === 'eq' || test.operator === 'sw') return [[`${key}${escaped}`], [edgeMark, key, escaped]]
  return test.operator === 'co' || test.operator === 'ew' ? [[key, escaped]] : [[key]]
}

const inOrder = (subAttributes: readonly Attribute[]): readonly Attribute[] => {
  const rank = (name: string) => (name === 'value' ? 9 : first.includes(name) ? first.indexOf(name) : 5)
  return subAttributes.toSorted((a, b) => rank(a.name) - rank(b.name))
}

const percentEscaped = (text: string): string =>
  text
    .replace(/[%;=]/g, encodeURIComponent)
    .replace(/^\s+|\s+$/gu, (blanks) => Array.from(Buffer.from(blanks, 'utf8'), hex).join(''))

const hex = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`

/** Foreign hands may have written a stray `%`: it stands for itself. */
const unescaped = (text: string): string => {
  if (!text.includes('%')) return text
  return text.replace(/(?:%[0-9A-Fa-f]{2})+/g, (run) => {
    const decoded = Buffer.from(run.replaceAll('%', ''), 'hex').toString('utf8')
    return decoded.includes('�') ? run : decoded
  })
}

const typed = (attribute: Attribute, text: string): SimpleValue | undefined => {
  if (attribute.type === 'boolean') return { true: true, false: false }[text.toLowerCase()]
  if (attribute.type === 'integer' || attribute.type === 'decimal') return Number(text)
  return text === '' ? undefined : text
}
