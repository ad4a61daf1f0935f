import { describe, expect, it } from 'vitest'
import { applyPatch } from '../../../src/scim/patch/apply.ts'
import { memberChanges } from '../../../src/scim/patch/member-changes.ts'
import type { PatchOperation } from '../../../src/scim/patch/operation.ts'
import type { ComplexValue, Resource } from '../../../src/scim/resource/resource.ts'
import { refusal } from '../resource/refusal.ts'
import { deviceType, groupType, userType } from '../schema/sample-types.ts'
import { patch, patchOp } from './patching.ts'

const eve: Resource = { schemas: [userType.schema.id], userName: 'eve', name: { familyName: 'Ning' } }

const count = 100_000
const ids = Array.from({ length: count }, (_, at) => `member-${at}`)
const crowd: Resource = {
  displayName: 'Crowd',
  members: ids.map((value) => ({ value, $ref: `/Users/${value}`, type: 'User' })),
}
const thousand = <T>(make: (at: number) => T): readonly T[] => Array.from({ length: 1000 }, (_, at) => make(at))
/** Generous: a machine of two cores with others on it. What grows with the product of the two takes minutes. */
const soon = 30_000

describe('names of Object.prototype', () => {
  const poison = '{"__proto__":{"title":"x","admin":true},"constructor":{"prototype":{"admin":true}},"toString":"x"}'

  it.each(['add', 'replace'] as const)('are unknown attributes to %s', (op) => {
    const operations = [
      { op, value: JSON.parse(poison) },
      { op, path: 'name', value: JSON.parse(poison) },
      { op, value: { name: JSON.parse(poison), [userType.extensions[0]?.schema.id as string]: JSON.parse(poison) } },
    ]

    expect(patch(eve, patchOp(...operations), userType)).toBe(eve)
    expect('admin' in {}).toBe(false)
  })

  it.each(['__proto__', 'constructor', 'name.__proto__', 'toString.x', 'emails[__proto__ eq "x"]'])(
    'are no path: %s',
    (path) => {
      expect(refusal(() => patch(eve, patchOp({ op: 'replace', path, value: {} }), userType))).toMatch(
        /^400 (invalidPath|invalidFilter): /,
      )
    },
  )

  it('are values like others', () => {
    const operations = [
      { op: 'add', path: 'tags', value: ['__proto__', 'constructor', '__proto__'] },
      { op: 'remove', path: 'tags[value eq "constructor"]' },
    ]

    expect(patch({ schemas: ['urn:example:Device'] }, patchOp(...operations), deviceType).tags).toEqual(['__proto__'])
  })
})

describe('values that a directory must not see', () => {
  it.each(['a\0b', '\ud800'])('are refused', (title) => {
    expect(refusal(() => patch(eve, patchOp({ op: 'add', path: 'title', value: title }), userType))).toMatch(
      /^400 invalidValue: Operations\[0\]: title takes a string/,
    )
  })

  it('are not repeated in the detail', () => {
    const secret = { op: 'replace', path: 'active', value: 'hunter2' }

    expect(refusal(() => patch(eve, patchOp(secret), userType))).not.toContain('hunter2')
  })

  it.each(['*', ')(uid=*', '\\2a', 'a,b=c', 'ſ', ' '])('stay as they are where they may: %j', (title) => {
    expect(patch(eve, patchOp({ op: 'add', path: 'title', value: title }), userType).title).toBe(title)
  })
})

describe('a group of 100,000 members', () => {
  it('takes a thousand operations, each adding or removing one', { timeout: soon }, () => {
    const operations = thousand(
      (at): PatchOperation =>
        at % 2 === 0
          ? { op: 'add', path: 'members', value: [{ value: `new-${at}` }] }
          : { op: 'remove', path: `members[value eq "member-${at}"]` },
    )

    const { members } = applyPatch(crowd, operations, groupType)

    expect(members).toHaveLength(count)
  })

  it('takes one operation that replaces them all by others', { timeout: soon }, () => {
    const value = ids.map((id) => ({ value: `other-${id}` }))

    expect(applyPatch(crowd, [{ op: 'replace', path: 'members', value }], groupType).members).toEqual(value)
  })

  it('takes operations on other attributes without looking at its members', { timeout: soon }, () => {
    const operations = thousand((at): PatchOperation => ({ op: 'replace', path: 'displayName', value: `name ${at}` }))

    expect(applyPatch(crowd, operations, groupType).members).toBe(crowd.members)
  })

  it('is not searched a thousand times: 400 tooMany', { timeout: soon }, () => {
    const operations = thousand(
      (at): PatchOperation => ({ op: 'remove', path: `members[value eq "member-${at}" and type eq "User"]` }),
    )

    expect(refusal(() => applyPatch(crowd, operations, groupType))).toMatch(/^400 tooMany: Operations\[\d+\]: /)
  })

  it('is never read to add as many', { timeout: soon }, () => {
    const operations = thousand(
      (at): PatchOperation => ({
        op: 'add',
        path: 'members',
        value: ids.slice(at * 100, at * 100 + 100).map((value) => ({ value })),
      }),
    )

    expect(memberChanges(operations, groupType)?.add).toHaveLength(count)
  })
})

describe('work that a client could make long', () => {
  it('is little where thousands of operations each bring another primary value', { timeout: soon }, () => {
    const operations = Array.from({ length: 5000 }, (_, at): PatchOperation => {
      return { op: 'add', path: 'emails', value: [{ value: `${at}@x.example`, primary: true }] }
    })

    const emails = applyPatch(eve, operations, userType).emails as readonly ComplexValue[]

    expect(emails).toHaveLength(5000)
    expect(emails.filter(({ primary }) => primary === true)).toEqual([{ value: '4999@x.example', primary: true }])
  })

  it('ends: a long value in many elements, a thousand times', { timeout: soon }, () => {
    const emails = Array.from({ length: 2000 }, (_, at) => ({ value: `${at}@x.example`, display: `${at}` }))
    const operations = thousand(
      (at): PatchOperation => ({
        op: 'replace',
        path: 'emails.display',
        value: `${at}${'x'.repeat(10_000)}`,
      }),
    )

    expect(refusal(() => applyPatch({ ...eve, emails }, operations, userType))).toMatch(/^400 tooMany: /)
  })

  it('ends: many elements that become alike', { timeout: soon }, () => {
    const emails = Array.from({ length: 20_000 }, (_, at) => ({ value: `${at}@x.example`, display: `${at % 10_000}` }))

    const after = applyPatch({ ...eve, emails }, [{ op: 'replace', path: 'emails.value', value: 'x' }], userType)

    expect(after.emails).toEqual([{ value: 'x', display: '9999' }])
  })

  it('ends: many names in a value for many elements', { timeout: soon }, () => {
    const emails = Array.from({ length: 5000 }, (_, at) => ({ value: `${at}@x.example` }))
    const names = Object.fromEntries(Array.from({ length: 20_000 }, (_, at) => [`n${at}`, at]))
    const operations: PatchOperation[] = [{ op: 'add', path: 'emails[value pr]', value: { ...names, display: 'x' } }]

    expect(refusal(() => applyPatch({ ...eve, emails }, operations, userType))).toMatch(/^400 tooMany: |^done$/)
  })
})
