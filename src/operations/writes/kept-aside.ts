/** tellAside: a write that stored an id of nobody beside the DNs is told. See `withAside`. */
import type { EntryChange } from '../../ldap/change.ts'
import type { Mapping } from '../../mapping/mapping.ts'
import type { Dependencies } from '../dependencies.ts'

/** `types`: attribute types that were given values. */
export const tellAside = (
  { observe }: Pick<Dependencies, 'observe'>,
  { rules }: Pick<Mapping, 'rules'>,
  types: readonly string[],
): void => {
  const given = new Set(types.map((type) => type.toLowerCase()))
  for (const { aside } of rules) {
    if (aside !== undefined && given.has(aside.toLowerCase())) observe({ kind: 'reference-kept-aside' })
  }
}

export const givenIn = ({ modifications }: EntryChange): readonly string[] =>
  modifications.flatMap(({ operation, type, values }) => (operation !== 'delete' && values.length > 0 ? [type] : []))
