import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { changed, compileUser, decoded, entry, problemsWith, published, pushed, userDeclaration } from './support.ts'

type Rows = MappingDeclaration['attributes']
const mapping = compileUser(userDeclaration({ displayName: { attributes: ['displayName', 'cn'] } }))
const unnamed = entry({ uid: 'a', cn: ['Al', 'Alan'] })
const named = entry({ uid: 'a', displayName: 'Shown', cn: ['Al', 'Alan'] })
const set = (displayName: string | undefined) => (before: object) => ({ ...before, displayName }) as never

describe('several attribute types behind one path', () => {
  it('shows the first that has a value', () => {
    expect(decoded(mapping, named).displayName).toBe('Shown')
    expect(decoded(mapping, unnamed).displayName).toBe('Al')
    expect(decoded(mapping, entry({ uid: 'a' }))).not.toHaveProperty('displayName')
  })

  it('writes to the first, and nothing where the value stays', () => {
    expect(changed(mapping, unnamed, set('Al'))).toEqual([])
    expect(changed(mapping, named, set('Shown'))).toEqual([])
    expect(changed(mapping, unnamed, set('New'))).toEqual([{ operation: 'add', type: 'displayname', values: ['New'] }])
    expect(changed(mapping, named, set('Al'))).toEqual([
      { operation: 'delete', type: 'displayname', values: ['Shown'] },
      { operation: 'add', type: 'displayname', values: ['Al'] },
    ])
    expect(changed(mapping, named, set(undefined))).toEqual([
      { operation: 'delete', type: 'displayname', values: ['Shown'] },
    ])
    expect(changed(mapping, unnamed, set(undefined))).toEqual([])
  })

  it.each([
    ['displayName eq "Al"', '(|(displayName=al)(cn=al))'],
    ['displayName sw "Al"', '(|(displayName=al*)(cn=al*))'],
    ['displayName ne "Al"', '(&)'],
    ['displayName pr', '(|(displayName=*)(cn=*)) exact'],
    ['displayName eq null', '(!(|(displayName=*)(cn=*))) exact'],
    ['not (displayName eq "Al")', '(&)'],
  ])('asks the directory for any of them: %s', (filter, expected) => {
    expect(pushed(mapping, filter)).toBe(expected)
  })

  it('leaves what it only reads to another row', () => {
    expect(problemsWith({ displayName: { attributes: ['displayName', 'cn'] }, 'name.formatted': 'cn' })).toEqual([])
    const fixed = compileUser(userDeclaration({ displayName: { attributes: ['cn', 'sn'], access: 'readOnly' } }))
    expect(published(fixed, 'displayName')?.mutability).toBe('readOnly')
  })

  it.each<readonly [string, Rows, string]>([
    ['one type', { title: { attributes: ['title', 'TITLE'] } }, 'attributes.title: title is named twice'],
    [
      'a type of nothing',
      { title: { attributes: ['title', 'titel'] } },
      "attributes.title: the directory's schema has no attribute type titel",
    ],
    ['bytes', { title: { attributes: ['title', 'jpegPhoto'] } }, 'attributes.title: jpegPhoto does not hold text'],
    [
      'truth',
      { active: { attributes: ['cn', 'sn'] } },
      'attributes.active: active is of type boolean: expected one attribute type',
    ],
    ['a list', { emails: { attributes: ['mail', 'cn'] } }, 'attributes.emails: emails is a list'],
    [
      'what another row writes',
      { title: { attributes: ['sn', 'title'] } },
      'attributes.title: sn is written by name.familyName, too: make one of the two readOnly (GetPut would break)',
    ],
    [
      'what names new entries',
      { userName: null, title: { attributes: ['uid', 'title'] } },
      'attributes.title: uid names new entries: it needs a row of its own',
    ],
    [
      'what must be unique',
      { userName: { attributes: ['uid', 'cn'] } },
      'attributes.userName: uniqueness of userName cannot be kept: define it as none',
    ],
  ])('is refused for %s', (_, rows, expected) => {
    expect(problemsWith(rows)).toContain(expected)
  })
})
