import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
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

type Rows = MappingDeclaration['attributes']
const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const kinds: Rows = { userType: { attribute: 'employeeType', values: { FTE: 'Employee', CTR: 'Contractor' } } }
const kindOf = (more: Rows = kinds) => compileUser(userDeclaration(more))
const single: Rows = {
  [`${enterprise}:employeeNumber`]: null,
  userType: { attribute: 'employeeNumber', values: { FTE: 'Employee', CTR: 'Contractor' } },
}

describe('a value map', () => {
  const mapping = kindOf()

  it('shows what the stored value stands for, as the directory compares it', () => {
    expect(decoded(mapping, entry({ employeeType: ' fte' })).userType).toBe('Employee')
    expect(decoded(mapping, entry({ employeeType: ['X', 'CTR', 'FTE'] })).userType).toBe('Contractor')
    expect(decoded(mapping, entry({ employeeType: 'X' }))).not.toHaveProperty('userType')
  })

  it('stores what stands for the value, and keeps the spelling of what is there', () => {
    const person = entry({ uid: 'a', employeeType: ['X', 'fte'] })

    expect(encoded(mapping, { userName: 'a', userType: 'contractor' })).toMatchObject({ employeetype: ['CTR'] })
    expect(changed(mapping, person, (before) => ({ ...before, userType: 'EMPLOYEE' }))).toEqual([])
    expect(changed(mapping, person, (before) => ({ ...before, userType: 'Contractor' }))).toEqual([
      { operation: 'delete', type: 'employeetype', values: ['fte'] },
      { operation: 'add', type: 'employeetype', values: ['CTR'] },
    ])
    expect(changed(mapping, person, ({ userType: _, ...before }) => before)).toEqual([
      { operation: 'delete', type: 'employeetype', values: ['fte'] },
    ])
  })

  it('keeps a value that is not in it, until another one has to take its place', () => {
    const person = entry({ uid: 'a', employeeNumber: 'X' })

    expect(changed(kindOf(single), person, (before) => ({ ...before, title: 'x' })).map(({ type }) => type)).toEqual([
      'title',
    ])
    expect(changed(kindOf(single), person, (before) => ({ ...before, userType: 'Employee' }))).toEqual([
      { operation: 'delete', type: 'employeenumber', values: ['X'] },
      { operation: 'add', type: 'employeenumber', values: ['FTE'] },
    ])
  })

  it('refuses a value that nothing stands for, and publishes those that something does', () => {
    expect(() => encoded(mapping, { userName: 'a', userType: 'constructor' })).toThrow(
      'userType takes Employee, Contractor in this directory',
    )
    expect(published(mapping, 'userType')?.canonicalValues).toEqual(['Employee', 'Contractor'])
  })

  it.each([
    ['userType eq "employee"', '(employeeType=FTE)', '(employeeNumber=FTE) exact'],
    ['userType sw "c"', '(employeeType=CTR)', '(employeeNumber=CTR) exact'],
    ['userType ge "A"', '(|(employeeType=FTE)(employeeType=CTR))', '(|(employeeNumber=FTE)(employeeNumber=CTR)) exact'],
    ['userType eq "FTE"', '(|) exact', '(|) exact'],
    ['userType ne "Employee"', '(&)', '(!(employeeNumber=FTE)) exact'],
    [
      'userType pr',
      '(|(employeeType=FTE)(employeeType=CTR)) exact',
      '(|(employeeNumber=FTE)(employeeNumber=CTR)) exact',
    ],
    [
      'userType eq null',
      '(!(|(employeeType=FTE)(employeeType=CTR))) exact',
      '(!(|(employeeNumber=FTE)(employeeNumber=CTR))) exact',
    ],
  ])('asks the directory for stored values: %s', (filter, several, one) => {
    expect(pushed(mapping, filter)).toBe(several)
    expect(pushed(kindOf(single), filter)).toBe(one)
  })

  it('stores the one that writes names where several stand for one', () => {
    const values = { FTE: 'Employee', PTE: 'Employee', CTR: 'Contractor' }
    const many = kindOf({ userType: { attribute: 'employeeType', values, writes: ['pte'] } })

    expect(problemsWith({ userType: { attribute: 'employeeType', values, writes: ['pte'] } })).toEqual([])
    expect(encoded(many, { userName: 'a', userType: 'Employee' })).toMatchObject({ employeetype: ['PTE'] })
    expect(changed(many, entry({ uid: 'a', employeeType: 'FTE' }), (before) => before)).toEqual([])
    expect(problemsWith({ userType: { attribute: 'employeeType', values, access: 'readOnly' } })).toEqual([])
  })
})

describe('active by a value map, RFC 7643 §4.1.1', () => {
  const row = {
    attribute: 'employeeType',
    values: { A: true, L: false, G: false },
    writes: ['L'],
    enforcedBy: 'the mail server looks at it',
  }
  const rows: Rows = { userType: null, active: row }
  const mapping = compileUser(userDeclaration(rows))

  it.each([
    [['A'], true],
    [['a', 'G'], false],
    [['L'], false],
    [['X'], true],
    [[], true],
  ])('is false where one stored value of %j says so', (employeeType, active) => {
    expect(decoded(mapping, entry({ employeeType })).active).toBe(active)
  })

  it('is what otherwise says where no value does', () => {
    const strict = compileUser(userDeclaration({ ...rows, active: { ...row, otherwise: false } }))

    expect(decoded(strict, entry({ employeeType: 'X' })).active).toBe(false)
    expect(pushed(strict, 'active eq true')).toBe('(!(|(employeeType=L)(employeeType=G)(!(employeeType=A)))) exact')
  })

  it('is stored of a new entry also where nobody sent it, and left alone where it says the same', () => {
    expect(encoded(mapping, { userName: 'a' })).toMatchObject({ employeetype: ['A'] })
    expect(encoded(mapping, { userName: 'a', active: false })).toMatchObject({ employeetype: ['L'] })
    expect(changed(mapping, entry({ uid: 'a' }), (before) => before)).toEqual([])
    expect(changed(mapping, entry({ uid: 'a', employeeType: 'G' }), (before) => before)).toEqual([])
    expect(changed(mapping, entry({ uid: 'a', employeeType: 'G' }), (before) => ({ ...before, active: true }))).toEqual(
      [
        { operation: 'delete', type: 'employeetype', values: ['G'] },
        { operation: 'add', type: 'employeetype', values: ['A'] },
      ],
    )
  })

  it('needs no value of its own for what goes without saying', () => {
    const only = compileUser(
      userDeclaration({ ...rows, active: { attribute: 'employeeType', values: { L: false }, enforcedBy: 'x' } }),
    )

    expect(encoded(only, { userName: 'a', active: true })).not.toHaveProperty('employeetype')
    expect(changed(only, entry({ uid: 'a', employeeType: 'L' }), (before) => ({ ...before, active: true }))).toEqual([
      { operation: 'delete', type: 'employeetype', values: ['L'] },
    ])
  })

  it('is asked of the directory', () => {
    expect(pushed(mapping, 'active eq false')).toBe('(|(employeeType=L)(employeeType=G)) exact')
    expect(pushed(mapping, 'active ne false')).toBe('(!(|(employeeType=L)(employeeType=G))) exact')
    expect(pushed(mapping, 'active pr')).toBe('(&) exact')
  })

  it('is published as required, and nobody is hidden for want of a value', () => {
    expect(published(mapping, 'active')).toMatchObject({ required: true, supplied: true })
  })
})

describe('a value map that does not fit', () => {
  const map = (values: Record<string, string | boolean>, more = {}) => ({ attribute: 'employeeType', values, ...more })
  it.each<readonly [string, Rows, string]>([
    [
      'a value of another type',
      { userType: map({ A: true }) },
      'attributes.userType: userType is of type string and cannot be true',
    ],
    [
      'an attribute of another type',
      { profileUrl: map({ A: 'x' }) },
      'attributes.profileUrl: profileUrl is of type reference: only texts, true and false are mapped',
    ],
    [
      'a list',
      { emails: map({ A: 'x' }) },
      'attributes.emails: emails is of type complex: only texts, true and false are mapped',
    ],
    [
      'two that mean one, without writes',
      { userType: map({ A: 'x', B: 'X' }) },
      'attributes.userType: A and B all mean x: name the one to be stored in writes: [A]',
    ],
    [
      'two to be written for one',
      { userType: map({ A: 'x', B: 'x' }, { writes: ['A', 'B'] }) },
      'attributes.userType: A and B all mean x: name the one to be stored in writes: [A]',
    ],
    [
      'a stranger in writes',
      { userType: map({ A: 'x' }, { writes: ['C'] }) },
      'attributes.userType: writes names C, which values does not',
    ],
    [
      'two stored values that the directory cannot tell apart',
      { userType: map({ A: 'x', a: 'y' }) },
      'attributes.userType: A and a are one value for employeeType',
    ],
    [
      'what the type cannot hold',
      { userType: null, nickName: { attribute: 'scimActive', values: { yes: 'on' } } },
      'attributes.nickName: scimActive cannot hold "yes"',
    ],
    [
      'a type without EQUALITY',
      { nickName: { attribute: 'jpegPhoto', values: { A: 'x' } } },
      'attributes.nickName: jpegPhoto does not hold text',
    ],
    [
      'an attribute that every resource must have',
      { userName: map({ A: 'x' }) },
      'attributes.userName: userName is required: who has another value would be without',
    ],
    [
      'a type that another row writes',
      { nickName: map({ A: 'x' }) },
      'attributes.nickName: employeeType is written by userType, too: make one of the two readOnly (GetPut would break)',
    ],
    [
      'active that nobody enforces',
      { userType: null, active: map({ A: true }) },
      'attributes.active: a person can bind whatever employeeType says: expected enforcedBy, in words: what keeps out who is not active',
    ],
    [
      'enforcement of something else',
      { userType: map({ A: 'x' }, { enforcedBy: 'me' }) },
      'attributes.userType: only active takes otherwise and enforcedBy',
    ],
  ])('is reported: %s', (_, rows, expected) => {
    expect(problemsWith(rows)).toContain(expected)
  })
})
