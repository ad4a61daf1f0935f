/** compileDeclaredFilter: the filter that an operator asks of entries, checked against the server's subschema. RFC 4515 */
import type { Subschema } from '../../directory/subschema.ts'
import { type LdapFilter, typesIn } from '../../ldap/filter.ts'
import { InvalidFilter, parseFilter } from '../../ldap/parse-filter.ts'
import type { Compiler } from './compile-classes.ts'

/** undefined: none is declared, or it was reported. */
export const compileDeclaredFilter = ({ declaration, subschema, report }: Compiler): LdapFilter | undefined =>
  declaration.filter === undefined
    ? undefined
    : compileFilterText(declaration.filter, subschema, (message) => report('filter', message))

/** undefined: it was reported. An unknown attribute type would make it match nothing, or too much. */
export const compileFilterText = (
  text: string,
  subschema: Subschema,
  report: (message: string) => void,
): LdapFilter | undefined => {
  try {
    const filter = parseFilter(text)
    for (const type of typesIn(filter)) {
      if (subschema.attributeType(type) === undefined) {
        report(`the directory's schema has no attribute type ${type}`)
      }
    }
    return named(filter, subschema)
  } catch (error) {
    if (!(error instanceof InvalidFilter)) throw error
    report(error.message)
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
