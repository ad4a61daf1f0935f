import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { versionOf } from '../../src/mapping/version.ts'
import { findAttribute } from '../../src/scim/schema/attribute.ts'
import {
  changed,
  compileUser,
  decoded,
  encoded,
  entry,
  problemsWith,
  published,
  pushed,
  userDeclaration,
} from './support.ts'

describe('a readOnly row, RFC 7643 §7', () => {
  const mapping = compileUser(
    userDeclaration({
      title: { attribute: 'title', access: 'readOnly' },
      nickName: { attribute: 'entryCSN', access: 'readOnly' },
      'name.formatted': { attribute: 'cn', access: 'readOnly' },
    }),
  )

  it('is published as readOnly, a sub-attribute too', () => {
    expect(published(mapping, 'title')).toMatchObject({ mutability: 'readOnly', returned: 'default' })
    const parts = published(mapping, 'name')?.subAttributes ?? []
    expect(findAttribute(parts, 'formatted')?.mutability).toBe('readOnly')
    expect(published(mapping, 'name')?.mutability).toBe('readWrite')
  })

  it('makes the attribute around readOnly where all of its parts are', () => {
    const parts = ['formatted', 'familyName', 'givenName', 'middleName', 'honorificPrefix', 'honorificSuffix']
    const rows = Object.fromEntries(
      parts.map((part) => [`name.${part}`, { attribute: 'cn', access: 'readOnly' as const }]),
    )

    const mapping = compileUser({ ...userDeclaration(rows), createAttributes: { cn: '{userName}' } })
    expect(published(mapping, 'name')?.mutability).toBe('readOnly')
  })

  it('is published so where the attribute is common to all types', () => {
    const mapped = compileUser(userDeclaration({ externalId: { attribute: 'scimExternalId', access: 'readOnly' } }))

    expect(mapped.resourceType.common?.find(({ name }) => name === 'externalId')?.mutability).toBe('readOnly')
    expect(encoded(mapped, { userName: 'a', externalId: 'x' })).toEqual({ uid: ['a'] })
  })

  it('is shown and never written', () => {
    const person = entry({ uid: 'a', title: ['Boss', 'Chief'], cn: 'Al' })

    expect(decoded(mapping, person)).toMatchObject({ title: 'Boss', name: { formatted: 'Al' } })
    expect(changed(mapping, person, () => ({ userName: 'a', title: 'Queen' }))).toEqual([])
    expect(encoded(mapping, { userName: 'a', title: 'Queen' })).toEqual({ uid: ['a'] })
  })

  it('is asked of the directory as any other, unless the directory makes the value itself', () => {
    expect(pushed(mapping, 'title eq "Boss"')).toBe('(title=boss)')
    expect(pushed(mapping, 'nickName pr')).toBe('(&)')
  })

  it('names no new entry', () => {
    expect(problemsWith({ userName: { attribute: 'uid', access: 'readOnly' } })).toEqual([
      'rdn: no attribute is mapped to uid: a new entry would have no name',
    ])
  })
})

describe('a writeOnly row, RFC 7643 §7', () => {
  const mapping = compileUser(userDeclaration({ nickName: { attribute: 'carLicense', access: 'writeOnly' } }))
  const person = entry({ uid: 'a', carLicense: ['secret', 'other'] })

  it('is published as writeOnly and never returned', () => {
    expect(published(mapping, 'nickName')).toMatchObject({ mutability: 'writeOnly', returned: 'never' })
    expect(decoded(mapping, person)).not.toHaveProperty('nickName')
  })

  it('takes the place of all that is stored, and keeps it where nothing was sent', () => {
    expect(changed(mapping, person, (before) => ({ ...before, title: 'x' })).map(({ type }) => type)).toEqual(['title'])
    expect(changed(mapping, person, (before) => ({ ...before, nickName: 'new' }))).toEqual([
      { operation: 'delete', type: 'carlicense', values: ['secret', 'other'] },
      { operation: 'add', type: 'carlicense', values: ['new'] },
    ])
    expect(encoded(mapping, { userName: 'a', nickName: 'new' })).toMatchObject({ carlicense: ['new'] })
  })

  it('tells nothing by the version or by a filter', () => {
    const other = entry({ uid: 'a', carLicense: 'guess' })

    expect(versionOf(mapping, other, decoded(mapping, other))).toBe(
      versionOf(mapping, person, decoded(mapping, person)),
    )
    expect(() => pushed(mapping, 'nickName eq "secret"')).toThrow('nickName may not stand in a filter')
  })
})

describe('an access that does not fit', () => {
  it.each<readonly [string, MappingDeclaration['attributes'], string]>([
    [
      'with a default',
      { 'name.formatted': { attribute: 'cn', default: ['name.givenName'], access: 'readOnly' } },
      'attributes.name.formatted: a readOnly row takes no default',
    ],
    [
      'for whether somebody is kept out',
      { active: { attribute: 'scimActive', access: 'writeOnly' } },
      'attributes.active: active cannot be writeOnly: nobody would know whom it keeps out',
    ],
    [
      'where another row writes the type',
      { title: { attribute: 'displayName', access: 'writeOnly' } },
      'attributes.title: displayName is written by displayName, too: make one of the two readOnly (GetPut would break)',
    ],
    [
      'where the directory sets the value',
      { title: { attribute: 'createTimestamp', access: 'writeOnly' } },
      'attributes.title: the directory sets createTimestamp itself: nobody can write it',
    ],
  ])('is reported %s', (_, rows, expected) => {
    expect(problemsWith(rows)).toContain(expected)
  })
})
