/** What clients may do with a resource type, in the configuration, and what follows from it. */
import { describe, expect, it } from 'vitest'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { group } from '../../src/scim/schema/group.ts'
import { load, mappingsIn, minimal, problemsOf } from './support.ts'

const withGroups = (groups: Readonly<Record<string, unknown>>) => ({
  text: `${minimal}groups: ${JSON.stringify({ base: 'ou=groups,dc=example,dc=com', ...groups })}\n`,
})
const problems = (groups: Readonly<Record<string, unknown>>) =>
  problemsOf(withGroups(groups)).map((problem) => problem.replace(/^\S+:\d+:\d+: /, ''))

const none = { list: false, read: false, create: false, replace: false, patch: false, delete: false }
const fixed = { members: { members: 'member', to: ['User'], access: 'readOnly' } }

describe('groups.operations', () => {
  it('withholds what is false, and nothing else', () => {
    const declared = (operations?: Readonly<Record<string, boolean>>) => {
      const { resources } = load(withGroups(operations === undefined ? {} : { operations }))
      const found = resources.find(({ resourceType }) => resourceType.schema.id === group.id)
      if (found === undefined) throw new Error('no groups')
      return declaredResourceType(found.declaration, found.resourceType).withheld
    }

    expect(declared()).toBeUndefined()
    expect(declared({ create: true, read: true })).toBeUndefined()
    expect(declared({ create: false, patch: true, delete: false })).toEqual(['create', 'delete'])
  })

  it.each([
    [{ operations: none }, 'groups.operations: nothing is left to be done: leave the resource type out'],
    [{ operations: { update: false } }, 'groups.operations.update: no option has this name'],
    [{ operations: { create: 'never' } }, 'groups.operations.create: expected true or false, found "never"'],
    [
      { attributes: fixed },
      'groups.attributes.members: is readOnly, so that new ones would be empty, and these are refused: say operations.create: false, or emptyGroups',
    ],
  ])('%j is refused', (groups, problem) => {
    expect(problems(groups)).toEqual([problem])
  })

  it.each([
    [{ attributes: fixed, operations: { create: false } }],
    [{ attributes: fixed, emptyGroups: 'placeholder' }],
    [{ operations: { ...none, list: true } }],
  ])('%j is taken', (groups) => {
    expect(mappingsIn(load(withGroups(groups))).Group).toMatchObject(groups)
  })
})
