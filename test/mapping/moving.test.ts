/** active by where an entry is: where it goes, where matches can be. RFC 4511 §4.5.1.1, §4.9 */
import { describe, expect, it } from 'vitest'
import { applyChange } from '../../src/ldap/change.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { newPlaceOf, placeOfNew, placesFor } from '../../src/mapping/moving.ts'
import { versionOf } from '../../src/mapping/version.ts'
import { parseFilter } from '../../src/scim/filter/parse.ts'
import { resolveFilter } from '../../src/scim/filter/resolve.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import { compileUser, decoded, entry as entryOf, userDeclaration } from './support.ts'

const people = 'ou=people,dc=example,dc=com'
const leavers = `ou=leavers,${people}`
const active = { inactiveIn: leavers, enforcedBy: 'an access rule' }
const moving = (more: Partial<MappingDeclaration> = {}, row: object = active) =>
  compileUser({ ...userDeclaration({ active: row as typeof active }), ...more })
const resource = (more: object): Resource => ({ schemas: [], userName: 'a', ...more }) as unknown as Resource

describe('where an entry goes', () => {
  const mapping = moving()

  it.each([
    [`uid=a,${people}`, false, leavers],
    [`uid=a,${people}`, true, undefined],
    [`uid=a,${leavers}`, true, people],
    [`uid=a, OU=Leavers,${people}`, false, undefined],
    [`uid=a,ou=old,${leavers}`, false, undefined],
    [`uid=a,ou=old,${leavers}`, true, people],
    [`uid=a,ou=x\\,ou=leavers,${people}`, false, leavers],
  ])('of %s with active %s is %s', (dn, isActive, expected) => {
    expect(newPlaceOf(mapping, dn as Dn, resource({ active: isActive }))).toBe(expected)
  })

  it('is activeIn for who comes back, and the usual place for who is new', () => {
    const back = moving({}, { ...active, activeIn: `ou=back,${people}` })

    expect(newPlaceOf(back, `uid=a,${leavers}` as Dn, resource({ active: true }))).toBe(`ou=back,${people}`)
    expect(placeOfNew(back, resource({}))).toBe(people)
    expect(placeOfNew(back, resource({ active: false }))).toBe(leavers)
  })

  it('is made of what the resource says, and never among those who are not active', () => {
    const made = moving({ createIn: { container: `ou={title},${people}`, otherwise: people } })

    expect(newPlaceOf(made, `uid=a,${leavers}` as Dn, resource({ active: true, title: 'x,y' }))).toBe(
      `ou=x\\2Cy,${people}`,
    )
    expect(() => placeOfNew(made, resource({ title: ' LEAVERS ' }))).toThrow(/among those that are not active/)
  })

  it('is nowhere else where the row is only read', () => {
    const read = moving({}, { inactiveIn: leavers, access: 'readOnly' })

    expect(newPlaceOf(read, `uid=a,${people}` as Dn, resource({ active: false }))).toBeUndefined()
  })
})

describe('the places where matches can be', () => {
  const mapping = moving()
  const former = 'ou=former,dc=example,dc=com'
  const several = moving(
    { base: undefined, bases: [{ base: people, scope: 'one' }, { base: former }] },
    { inactiveIn: former, enforcedBy: 'an access rule' },
  )
  const places = (text: string, of = mapping) =>
    placesFor(of, resolveFilter(parseFilter(text), of.resourceType)).map(({ base, scope }) => `${base} ${scope}`)
  const [all, away] = [`${people} sub`, `${leavers} sub`]

  it.each([
    ['active eq false', [away]],
    ['active ne true', [away]],
    ['not (active eq true)', [away]],
    ['title pr and active eq false', [away]],
    ['active eq false or (title pr and active eq false)', [away]],
    ['active eq true', [all]],
    ['active eq false or title pr', [all]],
    ['not (active eq false and title pr)', [all]],
    ['active pr', [all]],
    ['title eq "active"', [all]],
  ])('for %s are %s', (text, expected) => {
    expect(places(text)).toEqual(expected)
  })

  it('are some of several bases', () => {
    expect(places('active eq false', several)).toEqual([`${former} sub`])
    expect(places('active eq true', several)).toEqual([`${people} one`])
    expect(places('title pr', several)).toHaveLength(2)
  })
})

describe('a move', () => {
  it('changes what is shown and the version, and no value', () => {
    const mapping = moving()
    const entry = entryOf({ uid: 'a' })
    const moved = applyChange(
      entry,
      { newRdn: [{ type: 'uid', value: 'a' }], newSuperior: leavers as Dn, modifications: [] },
      () => 'caseIgnoreMatch',
    )
    const shown = [entry, moved].map((each) => decoded(mapping, each))

    expect(moved).toEqual({ dn: `uid=a,${leavers}`, attributes: entry.attributes })
    expect(shown.map((each) => each.active)).toEqual([true, false])
    expect(versionOf(mapping, entry, shown[0] as Resource)).not.toBe(versionOf(mapping, moved, shown[1] as Resource))
  })
})
