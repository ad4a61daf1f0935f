import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { planAdd } from '../../src/mapping/plan-change.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import { changed, compileUser, encodingOf, entry, problemsWith, userDeclaration } from './support.ts'

type CreateAttributes = NonNullable<MappingDeclaration['createAttributes']>
const posix: Partial<MappingDeclaration> = { createClasses: ['inetOrgPerson', 'posixAccount'] }
const mapping = compileUser({
  ...userDeclaration(),
  ...posix,
  createAttributes: {
    loginShell: '/bin/bash',
    homeDirectory: '/home/{userName}',
    gidNumber: '100',
    description: ['made by SCIM', 'for {name.givenName} {name.familyName}'],
    businessCategory: '{title}',
  },
})
const added = (resource: Resource) => Object.fromEntries(planAdd(mapping, resource, encodingOf(undefined)).attributes)
const problems = (createAttributes: CreateAttributes) => problemsWith({}, { ...posix, createAttributes })

describe('createAttributes', () => {
  it('go into a new entry with the values that a client sent', () => {
    const name = { familyName: 'Jensen', givenName: 'Babs {userName}' }

    expect(added({ userName: 'bjensen', name, title: 'Boss' })).toMatchObject({
      objectclass: ['inetOrgPerson', 'posixAccount'],
      uid: ['bjensen'],
      loginshell: ['/bin/bash'],
      homedirectory: ['/home/bjensen'],
      gidnumber: ['100'],
      description: ['made by SCIM', 'for Babs {userName} Jensen'],
      businesscategory: ['Boss'],
    })
  })

  it('leave out what is made of a value that nobody sent', () => {
    const attributes = added({ userName: 'bjensen', name: { familyName: 'Jensen' } })

    expect(attributes.description).toEqual(['made by SCIM'])
    expect(attributes).not.toHaveProperty('businesscategory')
  })

  it.each(['..', '.', '../../etc', 'a/b', 'a\0', 'jürgen'])('refuse %j as a part of a home directory', (userName) => {
    expect(() => added({ userName, name: { familyName: 'x' } })).toThrow(
      'userName cannot be part of homeDirectory, which this directory makes of it',
    )
  })

  it('are never changed afterwards', () => {
    const person = entry({ uid: 'a', homeDirectory: '/home/other', description: 'mine' })

    expect(changed(mapping, person, (before) => ({ ...before, title: 'x' })).map(({ type }) => type)).toEqual(['title'])
  })

  it('bring the AUXILIARY class that they need', () => {
    const more = compileUser({
      ...userDeclaration(),
      auxiliaryClasses: ['scimUser', 'posixAccount'],
      createAttributes: { loginShell: '/bin/sh' },
    })

    const { attributes } = planAdd(more, { userName: 'a' }, encodingOf(undefined))

    expect(attributes.get('objectclass')).toEqual(['inetOrgPerson', 'posixAccount'])
  })
})

describe('createAttributes that do not fit', () => {
  it.each<readonly [string, CreateAttributes, string]>([
    ['an unknown type', { loginShel: 'x' }, "loginShel: the directory's schema has no attribute type loginShel"],
    ['what the directory sets', { entryCSN: 'x' }, 'entryCSN: the directory sets entryCSN itself: nobody can write it'],
    [
      'what no class allows',
      { member: 'cn=a' },
      'member: no object class of a new entry allows member: name one in createClasses',
    ],
    ['object classes', { objectClass: 'person' }, 'objectClass: object classes are named in createClasses'],
    ['the name', { uid: 'x' }, 'uid: uid names new entries: it needs a row, or to be made of {userName}'],
    ['a password', { userPassword: 'x' }, 'userPassword: nobody is given a password that others know'],
    ['what a row writes', { surname: 'x' }, 'surname: sn is written by name.familyName: make that readOnly'],
    ['a value against the syntax', { gidNumber: 'x' }, 'gidNumber: gidNumber cannot hold "x"'],
    ['two values for one', { gidNumber: ['1', '2'] }, 'gidNumber: gidNumber has one value at most'],
    [
      'a lone brace',
      { description: 'a{b' },
      'description: "a{b" has a brace without its partner, or nothing in between',
    ],
    ['an unknown path', { description: '{nick}' }, 'description: "nick" is no attribute of User'],
    ['a list', { description: '{emails.value}' }, 'description: {emails.value} is no single value'],
    ['what nobody may see', { description: '{password}' }, 'description: {password} is not to be seen'],
    ['what nobody sends', { description: '{id}' }, 'description: {id} is readOnly: no client sends it'],
  ])('are reported: %s', (_, createAttributes, expected) => {
    expect(problems(createAttributes)).toContain(`createAttributes.${expected}`)
  })
})
