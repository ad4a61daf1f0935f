/** compileDeclaredFilter: the filter that an operator asks of entries, checked against the server's subschema. RFC 4515 */
import type { Subschema } from '../../directory/subschema.ts'
import { type LdapFilter, typesIn } from '../../ldap/filter.ts'
import { InvalidFilter, parseFilter } from '../../ldap/parse-filter.ts'
import type { Compiler } from './compile-classes.ts'

/** undefined: none is declared, or it was reported. An unknown attribute type would make it match nothing, or too much. */
export const compileDeclaredFilter = ({ declaration, subschema, report }: Compiler): LdapFilter | undefined => {
  if (declaration.filter === undefined) return undefined
  try {
    const filter = parseFilter(declaration.filter)
    for (const type of typesIn(filter)) {
      if (subschema.attributeType(type) === undefined) {
        report('filter', `the directory's schema has no attribute type ${type}`)
      }
    }
    return named(filter, subschema)
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error
    report('filter', error.message)
    return undefined
  }
}

/** Types by their first names, as rules and changes have them. */
const named = (filter: LdapFilter, subschema: Subschema): LdapFilter => {
  if ('filters' in filter) return { ...filter, filters: filter.filters.map((part) => named(part, subschema)) }
  if (filter.kind === 'not') return { ...filter, filter: named(filter.filter, subschema) }
  const [type = '', ...options] = filter.type.split(';')
  return { ...filter, type: [subschema.attributeType(type)?.names[0] ?? type, ...options].join(';') }
}
