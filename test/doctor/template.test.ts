import { describe, expect, it } from 'vitest'
import { problemsOf, valuesAt } from '../../src/doctor/check-answer.ts'
import type { Check } from '../../src/doctor/conversation.ts'
import { absent, count, has, is, ok, present } from '../../src/doctor/steps.ts'
import { fill, fillPath, MissingVariable, variablesIn } from '../../src/doctor/template.ts'

const variables = {
  run: 'r1',
  'user.id': 'a/b "c"',
  flag: true,
  members: ['1', '2'],
  body: { id: '7', active: true, meta: {} },
}

describe('a template', () => {
  it('has its variables filled, and keeps the type of one that stands alone', () => {
    expect(
      fill({ name: 'x.{run}@y', active: '{flag}', list: ['{members}'], none: null, no: undefined }, variables),
    ).toEqual({
      name: 'x.r1@y',
      active: true,
      list: [['1', '2']],
      none: null,
      no: undefined,
    })
  })

  it('leaves braces alone that are JSON in a string', () => {
    expect(fill('{"id":"{run}","value":{}}', variables)).toBe('{"id":"r1","value":{}}')
  })

  it('repeats an item for each of a list, and sends an answer back with changes', () => {
    expect(fill([{ $each: 'members', item: { value: '{each}' } }], variables)).toEqual([{ value: '1' }, { value: '2' }])
    expect(fill({ $each: 'members', item: 'm{each}' }, variables)).toEqual(['m1', 'm2'])
    expect(fill({ $echo: 'body', change: { active: false } }, variables)).toEqual({ id: '7', active: false, meta: {} })
  })

  it('encodes each variable of a path', () => {
    expect(fillPath('/Users/{user.id}?filter=id+eq+%22{run}%22&', variables)).toBe(
      '/Users/a%2Fb%20%22c%22?filter=id+eq+%22r1%22&',
    )
  })

  it('says which variable is missing, and which it needs', () => {
    expect(() => fill({ a: ['{group.id}'] }, variables)).toThrow(MissingVariable)
    expect(() => fillPath('/Users/{constructor}', variables)).toThrow('nothing is known as constructor')
    expect(variablesIn([{ $each: 'members', item: '{each}' }, '{user.id}', { $echo: 'body', change: {} }])).toEqual([
      'members',
      'user.id',
      'body',
    ])
  })
})

describe('an answer', () => {
  const body = {
    totalResults: 2,
    Resources: [{ id: 'a', emails: [{ value: 'x' }] }, { id: 'b' }],
    none: null,
    empty: [],
  }
  const problems = (...checks: readonly Check[]) => problemsOf({ status: 200, body }, ok(...checks), variables)

  it('is looked into through lists; null is nothing', () => {
    expect(valuesAt(body, 'Resources/id')).toEqual(['a', 'b'])
    expect(valuesAt(body, 'Resources/emails/value')).toEqual(['x'])
    expect(valuesAt(body, 'none')).toEqual([])
    expect(valuesAt('text', 'constructor/name')).toEqual([])
  })

  it('has no problem where all is as it should be', () => {
    const checks = [
      is('totalResults', 2),
      has('Resources/id', 'b'),
      count('Resources/id', 'members'),
      present('empty'),
      absent('none'),
    ]
    expect(problems(...checks, { kind: 'number', at: 'totalResults' })).toEqual([])
  })

  it.each([
    [is('Resources/id', 'a'), 'Resources/id is "a", "b"; "a" is needed'],
    [is('totalResults', '2'), 'totalResults is 2; "2" is needed'],
    [has('userName', '{run}'), 'userName is missing; "r1" is needed'],
    [count('Resources/id', 3), '2 of Resources/id; 3 are needed'],
    [present('none'), 'no none'],
    [absent('totalResults'), 'totalResults is there: 2'],
    [{ kind: 'number', at: 'Resources/id' } as const, 'Resources/id is no integer: "a", "b"'],
  ])('is told what is wrong: %j', (check, words) => {
    expect(problems(check)).toEqual([words])
  })

  it('says what the server said', () => {
    const error = { scimType: 'mutability', detail: 'No.' }
    expect(problemsOf({ status: 400, body: error }, ok(), {})).toEqual(['400 mutability (No.); 200 is needed'])
    expect(problemsOf({ status: 200, body: undefined }, ok(is('id', '1')), {})).toEqual(['200 without a JSON body'])
    expect(problemsOf({ status: 204, body: undefined }, { status: [200, 204], checks: [is('id', '1')] }, {})).toEqual(
      [],
    )
  })
})
