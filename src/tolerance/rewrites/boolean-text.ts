/** T2 booleanText: "True" and "false" as text, in bodies, PATCH values, filters and filters of paths. Entra ID, OneLogin */
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { attributeOfTest } from '../filter-attribute.ts'
import { isQuoted, scanFilter, withPieces } from '../filter-text.ts'
import type { Tolerance } from '../tolerance.ts'

const truth = /^(?:true|false)$/i
const quotedTruth = /^"(true|false)"$/i

const inFilter = (filter: string, resourceTypes: readonly ResourceType[]): string =>
  withPieces(
    filter,
    scanFilter(filter).tests.flatMap((test) => {
      const { literal } = test
      const text = literal && isQuoted(literal) ? quotedTruth.exec(literal.text)?.[1] : undefined
      if (literal === undefined || text === undefined) return []
      return attributeOfTest(test, resourceTypes)?.type === 'boolean' ? [{ ...literal, text: text.toLowerCase() }] : []
    }),
  )

export const booleanText: Tolerance = {
  id: 'T2',
  name: 'booleanText',
  soften: {
    value: (json, { type }) =>
      type === 'boolean' && typeof json === 'string' && truth.test(json) ? json.toLowerCase() === 'true' : json,
    filter: inFilter,
    path: (path, { resourceType }) => (path.includes('[') ? inFilter(path, [resourceType]) : path),
  },
}
