/** Mappings over the schema of a real slapd, read from a fixture; entries and look-ups of a few words. */
import { readFileSync } from 'node:fs'
import { parseSubschema, type Subschema } from '../../src/directory/subschema.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { AttributeValue, Entry } from '../../src/ldap/entry.ts'
import { equal, printFilter as printLdapFilter } from '../../src/ldap/filter.ts'
import { compileMapping, MappingError } from '../../src/mapping/compile/compile.ts'
import { compileFilter } from '../../src/mapping/compile-filter.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { decode } from '../../src/mapping/decode.ts'
import { encode } from '../../src/mapping/encode.ts'
import type { Encoding, Known, Lookup, Mapping } from '../../src/mapping/mapping.ts'
import { planChange } from '../../src/mapping/plan-change.ts'
import { inetOrgPersonPreset } from '../../src/mapping/presets/inet-org-person.ts'
import { scimdapPreset } from '../../src/mapping/presets/scimdap.ts'
import { parseFilter } from '../../src/scim/filter/parse.ts'
import { resolveFilter } from '../../src/scim/filter/resolve.ts'
import type { Resource, ResourceId } from '../../src/scim/resource/resource.ts'
import { findAttribute } from '../../src/scim/schema/attribute.ts'
import { groupResourceType, userResourceType } from '../../src/scim/schema/core-resource-types.ts'

const fixture = new URL('../fixtures/openldap-subschema.json', import.meta.url)
const { attributeTypes, objectClasses } = JSON.parse(readFileSync(fixture, 'utf8'))
export const subschema: Subschema = parseSubschema(attributeTypes, objectClasses)

type Rows = MappingDeclaration['attributes']

const people = 'ou=people,dc=example,dc=com'

export const userDeclaration = (rows: Rows = {}): MappingDeclaration => ({
  ...scimdapPreset.User,
  base: people,
  attributes: { ...scimdapPreset.User.attributes, ...rows },
})

export const compileUser = (declaration: MappingDeclaration = userDeclaration()): Mapping =>
  compileMapping(declaration, declaredResourceType(declaration, userResourceType), subschema)

const compileGroup = (declaration: MappingDeclaration): Mapping =>
  compileMapping(declaration, declaredResourceType(declaration, groupResourceType), subschema)

export const User = compileUser()
export const Group = compileGroup({ ...scimdapPreset.Group, base: 'ou=groups,dc=example,dc=com' })
/** A directory without our schema. */
export const plainUser = compileUser({ ...inetOrgPersonPreset.User, base: people })

/** Ids that the tests speak of: `idOf(7)`, at `uid=person7`. */
export const idOf = (n: number) => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as ResourceId
export const dnOf = (n: number) => `uid=person${n},${people}` as Dn

type Attributes = Readonly<Record<string, AttributeValue | readonly AttributeValue[]>>

/** An entry with the operational attributes of the first person, under `uid=<uid>` or the given DN. */
export const entry = (attributes: Attributes, dn = `uid=${attributes.uid ?? 'person1'},${people}`): Entry => {
  const all: Attributes = {
    entryUUID: idOf(1),
    entryCSN: '20240101000000.000001Z#000000#000#000000',
    createTimestamp: '20240101000000Z',
    modifyTimestamp: '20240102000000Z',
    ...attributes,
  }
  return {
    dn: dn as Dn,
    attributes: new Map(
      Object.entries(all).map(([type, values]) => [
        type.toLowerCase(),
        (Array.isArray(values) ? values : [values]) as readonly AttributeValue[],
      ]),
    ),
  }
}

/** Everybody below ou=people is a visible user, whose id and name follow from the number in the DN. */
export const lookup: Lookup = {
  referenceAt: (dn) => {
    const number = /^uid=person(\d+),/.exec(dn)?.[1]
    return number === undefined ? undefined : { id: idOf(Number(number)), resourceType: 'User', display: `P ${number}` }
  },
  referencesNamed: (name) => {
    const number = /^person(\d+)$/.exec(name)?.[1]
    return number === undefined ? [] : [{ id: idOf(Number(number)), resourceType: 'User' }]
  },
  groupsOf: () => undefined,
  locate: (type, id) => `https://scim.example.com/${type}s/${id}`,
}

export const encodingOf = (stored: Entry | undefined): Encoding => ({
  stored: stored?.attributes ?? new Map(),
  dnOf: (id) => dnOf(Number(id.slice(-12))),
  isKnown: (id) => idOf(Number(id.slice(-12))) === id,
  nameOf: (id) => `person${Number(id.slice(-12))}`,
})

export const decoded = (mapping: Mapping, of: Entry): Resource => decode(mapping, { entry: of, lookup })

const known: Known = {
  dnOf: (id) => (/^0{8}-/.test(id) ? dnOf(Number(id.slice(-12))) : undefined),
  nameOf: (id) => (/^0{8}-/.test(id) ? `person${Number(id.slice(-12))}` : undefined),
  groupsWithin: (id) => (id === idOf(100) ? [dnOf(100)] : id === idOf(101) ? [] : undefined),
  membersOf: (id) =>
    id === idOf(100) ? [1, 2].map((at) => equal('entryDN', dnOf(at))) : id === idOf(101) ? [] : undefined,
}

/** The LDAP filter that a SCIM filter becomes, `exact` or with the rest to be evaluated. */
export const pushed = (mapping: Mapping, text: string): string => {
  const { filter, exact } = compileFilter(resolveFilter(parseFilter(text), mapping.resourceType), mapping, known)
  return `${printLdapFilter(filter)}${exact ? ' exact' : ''}`
}

/** What keeps a user mapping with these rows from being compiled, each with its place. */
export const problemsWith = (rows: Rows, more: Partial<MappingDeclaration> = {}): readonly string[] => {
  try {
    compileUser({ ...userDeclaration(rows), ...more })
    return []
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    return error.problems.map(({ path, message }) => `${path}: ${message}`)
  }
}

/** What /Schemas says of a top-level attribute. */
export const published = ({ resourceType }: Mapping, name: string) =>
  findAttribute(resourceType.schema.attributes, name)

/** The values of a resource, as a new entry has them or as they are written over `stored`. */
export const encoded = (mapping: Mapping, resource: Resource, stored?: Entry) =>
  Object.fromEntries(encode(mapping, resource, encodingOf(stored)))

export const changed = (mapping: Mapping, before: Entry, change: (resource: Resource) => Resource) => {
  const resource = decoded(mapping, before)
  const after = { resource: change(resource), encoding: encodingOf(before) }
  return planChange(mapping, { entry: before, lookup, resource }, after).modifications
}
