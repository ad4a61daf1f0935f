import { describe, expect, it } from 'vitest'
import { parsePath, printPath } from '../../../src/scim/path/path.ts'
import { findPath, resolvePath } from '../../../src/scim/path/resolve.ts'
import { enterpriseUser } from '../../../src/scim/schema/enterprise-user.ts'
import { urn } from '../../../src/scim/urn.ts'
import { lab, people } from '../filter/people.ts'

const work = { kind: 'compare', path: { attribute: 'type' }, operator: 'eq', value: 'work' } as const

describe('parsePath, RFC 7644 Fig. 1 and Fig. 7', () => {
  it.each([
    ['userName', { attribute: 'userName' }],
    ['name.familyName', { attribute: 'name', subAttribute: 'familyName' }],
    ['members.$ref', { attribute: 'members', subAttribute: '$ref' }],
    [`${urn.user}:userName`, { urn: urn.user, attribute: 'userName' }],
    [`${urn.enterpriseUser}:manager.value`, { urn: urn.enterpriseUser, attribute: 'manager', subAttribute: 'value' }],
    ['urn:example:lab:1.0:badge.lost', { urn: 'urn:example:lab:1.0', attribute: 'badge', subAttribute: 'lost' }],
    ['emails[type eq "work"]', { attribute: 'emails', valueFilter: work }],
    ['emails[type eq "work"].value', { attribute: 'emails', valueFilter: work, subAttribute: 'value' }],
    [
      `${urn.user}:emails[type eq "work"].value`,
      { urn: urn.user, attribute: 'emails', valueFilter: work, subAttribute: 'value' },
    ],
    [
      'emails[value eq "]\\".x["]',
      { attribute: 'emails', valueFilter: { ...work, path: { attribute: 'value' }, value: ']".x[' } },
    ],
  ])('%s, and printPath gives the text back', (text, path) => {
    expect(parsePath(text)).toEqual(path)
    expect(printPath(parsePath(text))).toBe(text)
  })

  it.each([
    '',
    ' ',
    'a b',
    ' userName',
    'a..b',
    'a.b.c',
    '.a',
    'a.',
    '1a',
    ':a',
    'urn:example:lab:1.0',
    'urn:a:',
    'userName,title',
    'émile',
    'emails.value[type eq "work"]',
    '[type eq "work"]',
    '(emails[type eq "work"])',
    'emails[type eq "work"] and title pr',
    'emails[type eq "work"].value eq "x"',
    'emails[type eq "work"].value pr',
    'not (emails[type eq "work"])',
  ])('"%s" is refused as invalidPath', (text) => {
    expect(() => parsePath(text)).toThrow(expect.objectContaining({ status: 400, scimType: 'invalidPath' }))
  })

  it.each([
    'emails[type eq work]',
    'emails[type regex "x"]',
    'emails[not type pr]',
    'emails[a[b pr]]',
    'emails[]',
    'emails[type pr].value.x',
  ])('"%s": what is wrong inside the brackets is an invalidFilter or invalidPath', (text) => {
    expect(() => parsePath(text)).toThrow(
      expect.objectContaining({ status: 400, scimType: expect.stringMatching(/^invalid(Filter|Path)$/) }),
    )
  })
})

describe('resolvePath', () => {
  const names = (text: string) => {
    const { extension, attribute, subAttribute, valueFilter } = resolvePath(parsePath(text), people)
    return [extension?.id, attribute.name, subAttribute?.name, valueFilter?.kind]
  }

  it.each([
    ['USERNAME', [undefined, 'userName', undefined, undefined]],
    ['Meta.LastModified', [undefined, 'meta', 'lastModified', undefined]],
    ['schemas', [undefined, 'schemas', undefined, undefined]],
    [`${urn.user.toUpperCase()}:Name.FAMILYNAME`, [undefined, 'name', 'familyName', undefined]],
    [`${urn.enterpriseUser.toLowerCase()}:MANAGER.Value`, [urn.enterpriseUser, 'manager', 'value', undefined]],
    ['Emails[Type eq "work"].VALUE', [undefined, 'emails', 'value', 'compare']],
  ])('finds %s whatever its case', (text, expected) => {
    expect(names(text)).toEqual(expected)
  })

  it.each([
    'nothing',
    'name.nothing',
    'department',
    'urn:x:userName',
    'title.value',
    '__proto__',
    'constructor',
    'title[value pr]',
  ])('refuses %s as invalidPath', (text) => {
    expect(() => resolvePath(parsePath(text), people)).toThrow(expect.objectContaining({ scimType: 'invalidPath' }))
  })

  it('refuses unknown names inside the brackets as invalidFilter', () => {
    expect(() => resolvePath(parsePath('emails[nothing pr]'), people)).toThrow(
      expect.objectContaining({ scimType: 'invalidFilter' }),
    )
  })
})

describe('findPath, for attributes and excludedAttributes', () => {
  it('knows whole extensions by their URN, also one that ends in a version', () => {
    expect(findPath(urn.enterpriseUser.toUpperCase(), people)).toEqual({ extension: enterpriseUser })
    expect(findPath('urn:example:lab:1.0', people)).toEqual({ extension: lab })
    expect(findPath('urn:example:lab:1.0:badge.lost', people)?.attribute?.name).toBe('badge')
  })

  it('is undefined for what nobody knows', () => {
    for (const text of ['', 'nothing', 'name.nothing', 'emails[type pr]', urn.user, 'a b', '__proto__'])
      expect(findPath(text, people)).toBeUndefined()
  })
})
