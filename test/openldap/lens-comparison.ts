/** What is compared of entries before and after a write: all of it, what nobody maps, and what refers to another entry. */
import { normaliseDn } from '../../src/ldap/dn.ts'
import { type AttributeValue, type Entry, textOf, valuesOf } from '../../src/ldap/entry.ts'
import { normaliseValue } from '../../src/ldap/matching.ts'

const spelled = (value: AttributeValue) => (typeof value === 'string' ? value : Buffer.from(value).toString('base64'))
export const printed = ({ dn, attributes }: Entry): string => JSON.stringify([dn, shown([...attributes])])
/** contextCSN of the suffix moves with every write below it. */
const shown = (attributes: readonly (readonly [string, readonly AttributeValue[]])[]) =>
  attributes
    .filter(([type]) => type !== 'contextcsn')
    .map(([type, values]) => [type, values.map(spelled)])
    .sort()

const unmapped = [
  ...['uidnumber', 'gidnumber', 'homedirectory', 'loginshell'],
  'description',
  'carlicense',
  'creatorsname',
  'createtimestamp',
  'entryuuid',
  'pwdchangedtime',
  'uid',
  'title;lang-de',
  // Of Active Directory.
  ...['info', 'objectsid', 'primarygroupid', 'accountexpires', 'grouptype', 'whencreated', 'samaccountname'],
]
/** Types of which SCIM shows one value of several, with the rule that tells values apart. */
const scalars = ['cn', 'sn', 'givenname', 'title', 'employeetype', 'departmentnumber', 'o']

export const lost = (before: Entry, after: Entry): readonly string[] => {
  const others = scalars.filter((type) => valuesOf(after.attributes, type).length > 0)
  return [
    ...unmapped.filter((type) => !isSame(valuesOf(before.attributes, type), valuesOf(after.attributes, type))),
    ...others.filter((type) => {
      const kept = new Set(valuesOf(after.attributes, type).map((value) => normaliseValue('caseIgnoreMatch', value)))
      const gone = valuesOf(before.attributes, type).filter(
        (value) => !kept.has(normaliseValue('caseIgnoreMatch', value)),
      )
      return gone.length > 1
    }),
    ...(otherBits(before) === otherBits(after) ? [] : ['useraccountcontrol']),
    ...['member', 'manager', 'memberuid', 'uniquemember'].filter((type) =>
      valuesOf(before.attributes, type).some(
        (dn) => isHidden(String(dn)) && !valuesOf(after.attributes, type).includes(dn),
      ),
    ),
  ]
}
/** All but ACCOUNTDISABLE. */
const otherBits = ({ attributes }: Entry): number => Number(textOf(attributes, 'userAccountControl') ?? 0) & ~2
/** Active Directory has a link on both of its ends. */
const writtenByServers =
  /^(modif|entrycsn|scimversion|admindescription|usnchanged|whenchanged|memberof$|directreports$)/
/** Whoever names a renamed entry names it by its new DN, which is a write. */
export const neutral = (entry: Entry, named: Entry): string => {
  const types = [...entry.attributes].filter(([type]) => !writtenByServers.test(type))
  const isNamed = (type: string, value: AttributeValue) =>
    ['member', 'manager', 'uniquemember'].includes(type) && normaliseDn(String(value)) === normaliseDn(named.dn)
  const values = types.map(
    ([type, all]) => [type, all.map((value) => (isNamed(type, value) ? 'it' : spelled(value))).sort()] as const,
  )
  return printed({ dn: entry.dn, attributes: new Map(values) })
}
const isSame = (a: readonly AttributeValue[], b: readonly AttributeValue[]) =>
  JSON.stringify(a.map(spelled).sort()) === JSON.stringify(b.map(spelled).sort())
const isHidden = (dn: string) => /^uid=gone|^uid=far|^cn=scimdap|^cn=administrator,|^(gone|far|scimdap)$/i.test(dn)

export type Snapshot = ReadonlyMap<string, Entry>
