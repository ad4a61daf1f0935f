import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDn } from '../../src/ldap/dn.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { planAdd } from '../../src/mapping/plan-change.ts'
import { compileUser, encodingOf, problemsWith, userDeclaration } from './support.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const department = `${enterprise}:department`
const people = 'ou=people,dc=example,dc=com'
const container = `ou={${department}},${people}`

type CreateIn = NonNullable<MappingDeclaration['createIn']>
const dnWith = (createIn: CreateIn, of: string | undefined, more: object = {}) => {
  const mapping = compileUser({ ...userDeclaration(), createIn })
  const own = of === undefined ? {} : { [enterprise]: { department: of } }
  return planAdd(mapping, { userName: 'ann', name: { familyName: 'x' }, ...own, ...more }, encodingOf(undefined)).dn
}
const problems = (createIn: CreateIn, more: Partial<MappingDeclaration> = {}) => problemsWith({}, { ...more, createIn })

describe('createIn', () => {
  it('puts a new entry where an attribute says', () => {
    expect(dnWith(container, 'Sales')).toBe(`uid=ann,ou=Sales,${people}`)
    expect(dnWith({ container: `ou={${department}}+l={title},${people}` }, 'Sales', { title: 'Boss' })).toBe(
      `uid=ann,ou=Sales+l=Boss,${people}`,
    )
    expect(dnWith(`ou=dept-{${department}},ou={title},${people}`, '1', { title: '2' })).toBe(
      `uid=ann,ou=dept-1,ou=2,${people}`,
    )
  })

  it.each(['a,ou=admins', 'a+cn=b', ' a ', '#04', '"', '\\', 'a\\,b', '{title}', 'a\0b', 'ä=ö', '$&'])(
    'takes %j for a value and nothing else',
    (value) => {
      const rdns = parseDn(dnWith(container, value))

      expect(rdns.slice(1)).toEqual([[{ type: 'ou', value }], ...parseDn(people)])
    },
  )

  it('leads below its own place, whatever is sent', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (value) => {
        fc.pre(value.trim() !== '')
        expect(parseDn(dnWith(container, value)).slice(2)).toEqual(parseDn(people))
      }),
    )
  })

  it.each([undefined, ' '])('needs the attribute, or another place for those without it (%j)', (value) => {
    expect(() => dnWith(container, value)).toThrow(`${department} must be given, since it says where the entry goes`)
    expect(dnWith({ container, otherwise: `ou=rest,${people}` }, value)).toBe(`uid=ann,ou=rest,${people}`)
  })

  it('takes values for others, compared as the attribute compares its own', () => {
    const values = { 'Research & Development': 'rnd', Sales: 'sales' }

    expect(dnWith({ container, values }, 'research & development')).toBe(`uid=ann,ou=rnd,${people}`)
    expect(() => dnWith({ container, values }, 'constructor')).toThrow('with a value that has a place')
    expect(dnWith({ container, values, otherwise: people }, 'rnd')).toBe(`uid=ann,${people}`)
  })

  it.each([
    ['no DN', 'people', 'createIn: expected a distinguished name with SCIM paths in braces'],
    ['a brace too many', `ou={title},ou=a{b,${people}`, 'createIn: "a{b" has a brace without its partner'],
    ['nothing in braces', `ou=new,${people}`, 'createIn.container: names no attribute in braces'],
    ['a path that is none', `ou={nothing},${people}`, 'createIn: '],
    ['a list', `ou={emails},${people}`, 'createIn: {emails} is no single value'],
    ['a secret', `ou={password},${people}`, 'createIn: {password} is not to be seen'],
    ['what no client sends', `ou={groups.value},${people}`, 'createIn: {groups.value} is no single value'],
    ['a place outside', 'ou={title},ou=groups,dc=example,dc=com', 'createIn: lies in none of the bases'],
    ['a place that may be outside', 'ou={title},dc=example,dc=com', 'createIn: lies in none of the bases'],
    ['a base that depends on a value', 'ou=x,ou={title},dc=example,dc=com', 'createIn: lies in none of the bases'],
    [
      'an attribute type that is none',
      `nothing={title},${people}`,
      "createIn: the directory's schema has no attribute type nothing",
    ],
    [
      'otherwise outside',
      { container, otherwise: 'ou=groups,dc=example,dc=com' },
      'createIn.otherwise: lies in none of the bases',
    ],
    ['otherwise that is no DN', { container, otherwise: 'x' }, 'createIn.otherwise: expected a distinguished name'],
    [
      'values for two',
      { container: `ou={title}-{nickName},${people}`, values: { a: 'b' } },
      'createIn.values: is only of use',
    ],
  ] as [string, CreateIn, string][])('is refused with %s', (_, createIn, message) => {
    expect(problems(createIn).some((problem) => problem.startsWith(message))).toBe(true)
  })

  it('is refused where a base has one level, and beside createBase', () => {
    expect(problems(container, { scope: 'one' })).toEqual([expect.stringContaining('lies in none of the bases')])
    expect(problems(container, { createBase: people })).toEqual([
      'createIn: stands beside createBase: only one of them is wanted',
    ])
  })
})

describe('an RDN of several values', () => {
  const add = (resource: object) =>
    planAdd(
      compileUser({ ...userDeclaration(), rdn: ['cn', 'uid'] }),
      { userName: 'ann', ...resource },
      encodingOf(undefined),
    ).dn

  it('is made of all of them', () => {
    expect(add({ name: { familyName: 'x', formatted: 'Ann, B+C' } })).toBe(`cn=Ann\\2C B\\2BC+uid=ann,${people}`)
  })

  it('needs all of them', () => {
    expect(() => add({ name: { familyName: 'x' } })).toThrow('name.formatted must be given, since it names the entry')
  })

  it('is refused with a type that is not mapped, unknown, or there twice', () => {
    expect(problemsWith({}, { rdn: ['uid', 'carLicense'] })).toEqual([
      'rdn: no attribute is mapped to carLicense: a new entry would have no name',
    ])
    expect(problemsWith({}, { rdn: ['uid', 'nothing'] })).toEqual([
      "rdn: the directory's schema has no attribute type nothing",
    ])
    expect(problemsWith({}, { rdn: ['uid', 'userid'] })).toEqual(['rdn: the same type twice'])
  })
})
