/** Kinds of groups, and groups without members, in the configuration. */
import { describe, expect, it } from 'vitest'
import { load, mappingsIn, minimal, problemsOf } from './support.ts'

const withGroups = (groups: Readonly<Record<string, unknown>>, more = '') => ({
  text: `${minimal}groups: ${JSON.stringify({ base: 'ou=groups,dc=example,dc=com', ...groups })}\n${more}`,
})
const groupsOf = (groups: Readonly<Record<string, unknown>>, more?: string) =>
  mappingsIn(load(withGroups(groups, more))).Group
const problems = (groups: Readonly<Record<string, unknown>>) =>
  problemsOf(withGroups(groups)).map((problem) => problem.replace(/^\S+:\d+:\d+: /, ''))

describe('groups.preset', () => {
  it('is groupOfNames, in which reject is meant, unless it is said', () => {
    expect(groupsOf({ preset: 'groupOfNames' })).toEqual(groupsOf({}))
    expect(groupsOf({})).toMatchObject({ objectClass: 'groupOfNames' })
    expect(groupsOf({})?.emptyGroups).toBeUndefined()
  })

  it.each([['scimdap'], ['inetOrgPerson']])('chooses another kind over the preset %s', (preset) => {
    expect(groupsOf({ preset: 'groupOfUniqueNames' }, `preset: ${preset}\n`)).toMatchObject({
      objectClass: 'groupOfUniqueNames',
      createClasses: ['groupOfUniqueNames'],
      rdn: 'cn',
      attributes: { displayName: 'cn', members: { members: 'uniqueMember', to: ['User', 'Group'] } },
    })
    expect(groupsOf({ preset: 'groupOfMembers' }, `preset: ${preset}\n`)).toMatchObject({
      objectClass: 'groupOfMembers',
      emptyGroups: 'native',
    })
  })

  it('gives way to what is said beside it', () => {
    const members = { members: 'member', to: ['User'] }

    expect(
      groupsOf({ preset: 'groupOfMembers', emptyGroups: 'reject', objectClass: 'x', attributes: { members } }),
    ).toMatchObject({ objectClass: 'x', emptyGroups: 'reject', attributes: { members } })
  })

  it('is one of those that there are', () => {
    expect(problems({ preset: 'groupOfUrls' })).toEqual([
      'groups.preset: expected one of groupOfNames, groupOfUniqueNames, groupOfMembers, posixGroup, rfc2307bis, found "groupOfUrls"',
    ])
  })
})

describe('groups.emptyGroups', () => {
  it('takes a placeholder that is outside all bases, and the empty DN', () => {
    for (const placeholder of ['cn=nobody,dc=example,dc=com', 'cn=nobody', '']) {
      expect(groupsOf({ emptyGroups: 'placeholder', placeholder })).toMatchObject({ placeholder })
    }
  })

  it.each([
    [{ placeholder: 'cn=nobody' }, 'groups.placeholder: is only of use with emptyGroups: placeholder'],
    [
      { emptyGroups: 'native', placeholder: 'cn=nobody' },
      'groups.placeholder: is only of use with emptyGroups: placeholder',
    ],
    [
      { emptyGroups: 'placeholder', placeholder: 'nobody' },
      'groups.placeholder: expected a distinguished name, or an empty text',
    ],
    [
      { emptyGroups: 'placeholder', placeholder: 'UID=nobody, OU=People,dc=example,dc=com' },
      'groups.placeholder: lies below the base of User: whoever is given this name would be in every empty group',
    ],
    [
      { emptyGroups: 'placeholder', placeholder: 'cn=x,ou=groups,dc=example,dc=com' },
      'groups.placeholder: lies below the base of Group: whoever is given this name would be in every empty group',
    ],
  ])('refuses %j', (groups, problem) => {
    expect(problems(groups)).toEqual([problem])
  })

  it('is an option of groups, and of types with a list, not of users', () => {
    const text = minimal.replace('users:\n', 'users:\n  emptyGroups: native\n')

    expect(problemsOf({ text })[0]).toContain('users.emptyGroups: no option has this name')
    expect(problemsOf({ text }).join()).not.toContain('undefined')
  })
})
