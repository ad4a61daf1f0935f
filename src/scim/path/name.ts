/** AttributeName: an attribute by URN, name and sub-attribute, as the client wrote them. RFC 7644 §3.10, Fig. 1 (attrPath) */

export interface AttributeName {
  /** The part before the last `:`; a URN holds dots and digits of its own (`…:core:2.0:User`). */
  readonly urn?: string
  readonly attribute: string
  readonly subAttribute?: string
}

/** `[urn:]attribute[.subAttribute]`, or undefined where the text is none. `$ref` begins with a dollar: RFC 7643 §2.4 */
export const parseName = (text: string): AttributeName | undefined => {
  const colon = text.lastIndexOf(':')
  if (colon === 0) return undefined
  const [attribute = '', subAttribute, ...rest] = text.slice(colon + 1).split('.', 3)
  if (rest.length > 0 || !isName(attribute)) return undefined
  if (subAttribute !== undefined && !isName(subAttribute)) return undefined
  return {
    ...(colon === -1 ? {} : { urn: text.slice(0, colon) }),
    attribute,
    ...(subAttribute === undefined ? {} : { subAttribute }),
  }
}

export const printName = ({ urn, attribute, subAttribute }: AttributeName): string =>
  `${urn === undefined ? '' : `${urn}:`}${attribute}${subAttribute === undefined ? '' : `.${subAttribute}`}`

/** A client's word, quoted for the detail of an error and cut where it is long. */
export const quoted = (text: string): string => JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)

/** RFC 7643 §2.1, and `$` in front. */
const isName = (text: string): boolean => /^[A-Za-z$][\w$-]*$/.test(text)
