/** Findings about order: attribute types that `gt`, `ge`, `lt` and `le` cannot be asked of the server for. RFC 4517 §4.2 */
import type { Dn } from '../../ldap/dn.ts'
import type { Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { inOrder, modifyRecord } from '../records.ts'
import { configTypes } from '../schema/definition.ts'
import { listed } from './schema.ts'

export const orderingFindings = (seen: Seen): readonly Finding[] => {
  const unordered = unorderedTypes(seen)
  const isStandard = ({ oid }: Unordered) => standard.some((arc) => oid.startsWith(arc))
  const [ofRfcs, own] = [unordered.filter(isStandard), unordered.filter((type) => !isStandard(type))]
  return [
    ...(ofRfcs.length === 0 ? [] : [standardFinding(ofRfcs)]),
    ...(own.length === 0 ? [] : [ownFinding(own, seen)]),
  ]
}

interface Unordered {
  readonly type: string
  readonly oid: string
  readonly ordering: string
}

/** X.500, COSINE, Netscape, RFC 2307: what every server defines alike, without ORDERING. */
const standard = ['2.5.4.', '0.9.2342.19200300.100.1.', '2.16.840.1.113730.3.1.', '1.3.6.1.1.']

const orderingOf: ReadonlyMap<string, string> = new Map([
  ['caseignorematch', 'caseIgnoreOrderingMatch'],
  ['caseexactmatch', 'caseExactOrderingMatch'],
])

const unorderedTypes = ({ subschema, resources }: Seen): readonly Unordered[] => {
  const types = resources.flatMap(({ mapping }) =>
    (mapping?.rules ?? [])
      .filter(({ path, needs }) => needs === undefined && (path.subAttribute ?? path.attribute).type === 'string')
      .flatMap((rule) => rule.types),
  )
  return [...new Set(types)].flatMap((type) => {
    const description = subschema?.attributeType(type)
    const ordering = orderingOf.get(description?.equality?.toLowerCase() ?? '')
    if (description === undefined || description.ordering !== undefined || ordering === undefined) return []
    return [{ type, oid: description.oid, ordering }]
  })
}

const means =
  'Filters with gt, ge, lt and le on them are right, and are answered by looking at every entry that has one.'

const standardFinding = (types: readonly Unordered[]): Finding => ({
  id: 'ordering-missing',
  severity: 'note',
  what: `These attribute types have no ORDERING rule: ${listed(types.map(({ type }) => type))}.`,
  means,
  advice: 'The RFCs define them so; leave them as they are.',
})

const ownFinding = (types: readonly Unordered[], { installed }: Seen): Finding => {
  const records = types.flatMap(({ oid, ordering }) => {
    const found = installed.find(({ definition }) => definition.oid === oid)
    return found === undefined ? [] : [orderedRecord(found.dn, found.definition.text, ordering)]
  })
  return {
    id: 'ordering-missing',
    severity: 'warning',
    what: `These attribute types of your own have no ORDERING rule: ${listed(types.map(({ type }) => type))}.`,
    means,
    ...(records.length === types.length && { remedy: { target: 'config', ldif: inOrder(...records) } }),
  }
}

const orderedRecord = (dn: Dn, text: string, ordering: string): string => {
  const type = configTypes['attribute type']
  const ordered = text.replace(/\)\s*$/, `ORDERING ${ordering} )`)
  return modifyRecord(dn, [
    { operation: 'delete', type, values: [text] },
    { operation: 'add', type, values: [ordered] },
  ])
}
