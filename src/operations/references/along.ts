/** along: which entries are to come in the same answer as those that name them, where the server can do that. */
import type { Dereference, DirectoryReader } from '../../directory/directory.ts'
import type { Subschema } from '../../directory/subschema.ts'
import { typesIn } from '../../ldap/filter.ts'
import { linkTypes, type Mapping, type Rule } from '../../mapping/mapping.ts'
import { keptWith } from '../../scim/kept-with.ts'
import type { Dependencies } from '../dependencies.ts'
import { referenceTypes } from './references.ts'

/**
 * For one entry or a handful: of a page of people many have one manager, who is searched for once. undefined: the rules show
 * nobody by reference, or it cannot be done. Lists are left out: the answer would grow with them, and what is long is
 * dereferenced by itself. So are a person's own eyes: what they may see is asked by searches alone.
 */
export const along = async (
  { directory, mappings, acting }: Pick<Dependencies, 'mappings' | 'acting'> & Capable,
  rules: readonly Rule[],
): Promise<Dereference | undefined> => {
  const dereference = dereferenceUnder(mappings, rules)
  if (dereference === undefined || acting !== undefined) return undefined
  if (!(await directory.capabilities()).deref) return undefined
  return knownTo(await directory.subschema(), dereference)
}

interface Capable {
  readonly directory: Pick<DirectoryReader, 'capabilities' | 'subschema'>
}

const distinguishedName = '1.3.6.1.4.1.1466.115.121.1.12'

/**
 * A server refuses a search whose control names a type that it does not know (slapd 2.5: protocol error). Without entryUUID
 * nobody could be told by what came.
 */
const knownTo = keptWith(({ attributeType }: Subschema, { types, shown }: Dereference): Dereference | undefined => {
  const named = types.filter((type) => attributeType(type)?.syntax === distinguishedName)
  if (named.length === 0 || attributeType('entryUUID') === undefined) return undefined
  return { types: named, shown: shown.filter(attributeType) }
})

const dereferenceUnder = keptWith((mappings: readonly Mapping[], rules: readonly Rule[]): Dereference | undefined => {
  const types = rules.flatMap((rule) => (isSingle(rule) ? linkTypes(rule) : []))
  if (types.length === 0) return undefined
  const shown = mappings.flatMap((mapping) => [...referenceTypes(mapping), ...typesIn(mapping.entryFilter)])
  return { types: distinct(types), shown: distinct(shown) }
})

const isSingle = ({ needs, by, path }: Rule): boolean =>
  needs === 'references' && by === undefined && !path.attribute.multiValued

const distinct = (types: readonly string[]): readonly string[] => [
  ...new Map(types.map((type) => [type.toLowerCase(), type])).values(),
]
