import { describe, expect, it } from 'vitest'
import { idTextOf, namesOf } from '../../src/directory/names/names.ts'
import { filterToServer, typesToServer } from '../../src/directory/names/to-server.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { AttributeValue, Entry } from '../../src/ldap/entry.ts'
import { and, equal, greaterOrEqual, lessOrEqual, never, not, or, present, printFilter } from '../../src/ldap/filter.ts'

const uuid = '00112233-4455-6677-8899-aabbccddeeff'
const entryWith = (type: string, value: AttributeValue): Entry => ({
  dn: 'uid=x' as Dn,
  attributes: new Map([[type.toLowerCase(), [value]]]),
})
/** [MS-DTYP] §2.3.4.2: Data1, Data2 and Data3 have their least significant byte first. */
const guid = Uint8Array.from([
  0x33, 0x22, 0x11, 0x00, 0x55, 0x44, 0x77, 0x66, 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff,
])

describe('ids under the names of a server', () => {
  it.each([
    ['entryUUID', '00112233-4455-6677-8899-AABBCCDDEEFF'],
    ['nsUniqueId', '00112233-44556677-8899aabb-ccddeeff'],
    ['objectGUID', guid],
    ['scimId', uuid],
  ] as const)('%s is one UUID', (type, value) => {
    expect(idTextOf(entryWith(type, value), namesOf({ id: type }))).toBe(uuid)
  })

  it.each([
    ['entryUUID', '00112233-44556677-8899aabb-ccddeeff'],
    ['nsUniqueId', uuid],
    ['objectGUID', guid.slice(1)],
    ['scimId', 'somebody'],
  ] as const)('%s of another form is no id', (type, value) => {
    expect(idTextOf(entryWith(type, value), namesOf({ id: type }))).toBeUndefined()
  })

  it.each([
    ['entryUUID', `(entryUUID=${uuid})`],
    ['nsUniqueId', '(nsUniqueId=00112233-44556677-8899aabb-ccddeeff)'],
    ['objectGUID', String.raw`(objectGUID=\33\22\11\00\55\44\77\66\88\99\aa\bb\cc\dd\ee\ff)`],
    ['scimId', `(scimId=${uuid})`],
  ] as const)('is asked for by %s', (id, text) => {
    expect(printFilter(filterToServer(equal('entryUUID', uuid), namesOf({ id })))).toBe(text)
  })

  it('is nobody, and the complement everybody, where a text is no UUID', () => {
    const names = namesOf({ id: 'nsUniqueId' })
    expect(filterToServer(equal('entryUUID', '*)(uid=*'), names)).toEqual(never)
    expect(filterToServer(not(equal('entryUUID', 'x')), names)).toEqual(and())
  })
})

describe('versions under the name of our attribute', () => {
  const names = namesOf({ id: 'nsUniqueId', version: 'scimVersion' })

  it('ask for it, and for nobody having it where it was never written', () => {
    const filter = and(or(equal('cn', 'a'), equal('entryCSN', 'v1')), not(equal('entryCSN', 'none')))
    expect(printFilter(filterToServer(filter, names))).toBe('(&(|(cn=a)(scimVersion=v1))(scimVersion=*))')
    expect(typesToServer(['cn', 'entryUUID', 'entryCSN', 'nsUniqueId'], names)).toEqual([
      ...['cn', 'nsUniqueId', 'scimVersion'],
    ])
  })

  it('are those of the server where none is declared', () => {
    const filter = present('entryCSN')
    expect(filterToServer(filter, namesOf({ id: 'nsUniqueId' }))).toEqual(filter)
  })
})

describe('the times of 389 Directory Server', () => {
  const shown = (filter: Parameters<typeof filterToServer>[0]) =>
    printFilter(filterToServer(filter, namesOf({ id: 'nsUniqueId' })))
  const type = 'modifyTimestamp'

  it('are whole seconds, as texts that it compares byte by byte', () => {
    expect(shown(greaterOrEqual(type, '20261122082121.000Z'))).toBe('(modifyTimestamp>=20261122082121Z)')
    expect(shown(greaterOrEqual(type, '20261122082121.5Z'))).toBe(
      '(&(modifyTimestamp>=20261122082121Z)(!(modifyTimestamp=20261122082121Z)))',
    )
    expect(shown(lessOrEqual(type, '20261122082121.5Z'))).toBe('(modifyTimestamp<=20261122082121Z)')
    expect(shown(equal(type, '20261122082121.0Z'))).toBe('(modifyTimestamp=20261122082121Z)')
    expect(filterToServer(equal(type, '20261122082121.5Z'), namesOf({ id: 'nsUniqueId' }))).toEqual(never)
    expect(shown(greaterOrEqual('cn', '20261122082121.5Z'))).toBe('(cn>=20261122082121.5Z)')
  })
})
