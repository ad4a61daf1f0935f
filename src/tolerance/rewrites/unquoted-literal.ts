/** T8 unquotedLiteral: `userName eq ada`, up to the next blank or parenthesis. authentik, WSO2's suite */
import type { Attribute, AttributeType } from '../../scim/schema/attribute.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { attributeOfTest } from '../filter-attribute.ts'
import { isQuoted, type Piece, scanFilter, withPieces } from '../filter-text.ts'
import type { Tolerance } from '../tolerance.ts'

const texts: ReadonlySet<AttributeType> = new Set(['string', 'reference', 'dateTime', 'binary'])
const word = /^(?:true|false)$/i
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/

const isTextual = (attribute: Attribute | undefined): boolean => attribute !== undefined && texts.has(attribute.type)

/** What has quotes of another kind is not meant with them: nobody would be found, and a client creates whom it does not find. */
const isLeft = (literal: Piece): boolean => isQuoted(literal) || /^(?:null$|['`“‘])/i.test(literal.text)

/** `null` is what RFC 7643 §2.5 calls unassigned; a number or a truth is text only where the attribute is. */
const quote = (filter: string, resourceTypes: readonly ResourceType[]): string =>
  withPieces(
    filter,
    scanFilter(filter).tests.flatMap((test) => {
      const { literal } = test
      if (literal === undefined || isLeft(literal)) return []
      const isOther = word.test(literal.text) || number.test(literal.text)
      return !isOther || isTextual(attributeOfTest(test, resourceTypes))
        ? [{ ...literal, text: JSON.stringify(literal.text) }]
        : []
    }),
  )

export const unquotedLiteral: Tolerance = {
  id: 'T8',
  name: 'unquotedLiteral',
  soften: {
    filter: quote,
    path: (path, { resourceType }) => (path.includes('[') ? quote(path, [resourceType]) : path),
  },
}
