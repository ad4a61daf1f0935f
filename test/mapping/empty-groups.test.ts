/** Groups without members in the mapping. RFC 7643 §4.2, RFC 4519 §3.5 */
import { describe, expect, it } from 'vitest'
import { printChangeLdif } from '../../src/ldap/ldif.ts'
import { compileMapping } from '../../src/mapping/compile/compile.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { planAdd, planChange } from '../../src/mapping/plan-change.ts'
import { scimdapPreset } from '../../src/mapping/presets/scimdap.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import { groupResourceType } from '../../src/scim/schema/core-resource-types.ts'
import { decoded, dnOf, encodingOf, entry, idOf, lookup, pushed, subschema } from './support.ts'

const compile = (more: Partial<MappingDeclaration>) => {
  const declaration = { ...scimdapPreset.Group, base: 'ou=groups,dc=example,dc=com', ...more }
  return compileMapping(declaration, declaredResourceType(declaration, groupResourceType), subschema)
}
const nobody = 'cn=nobody,dc=example,dc=com'
const heldOpen = compile({ emptyGroups: 'placeholder', placeholder: nobody })
const groupDn = 'cn=G,ou=groups,dc=example,dc=com'
const group = (member: readonly string[]) => entry({ objectClass: ['groupOfNames'], cn: ['G'], member }, groupDn)
const members = (...numbers: readonly number[]) =>
  numbers.length === 0 ? {} : { members: numbers.map((n) => ({ value: idOf(n), type: 'User' })) }

/** The change from what is stored to a group of these members, without the line of the DN. */
const changeTo = (stored: readonly string[], ...numbers: readonly number[]) => {
  const before = group(stored)
  const resource = decoded(heldOpen, before)
  const { members: _, ...rest } = resource as Resource & { members?: unknown }
  const after = { ...rest, ...members(...numbers) } as Resource
  const change = planChange(
    heldOpen,
    { entry: before, lookup, resource },
    { resource: after, encoding: encodingOf(before) },
  )
  return change.modifications.map(({ operation, type, values }) => [operation, type.toLowerCase(), ...values])
}

describe('a list with a placeholder', () => {
  it('holds it when the last member goes, in the same modify', () => {
    expect(changeTo([dnOf(1), dnOf(2)])).toEqual([
      ['delete', 'member', dnOf(1), dnOf(2)],
      ['add', 'member', nobody],
    ])
  })

  it('loses it, however it is spelled, when the first member comes', () => {
    expect(changeTo(['CN=Nobody, DC=example,dc=com'], 1)).toEqual([
      ['add', 'member', dnOf(1)],
      ['delete', 'member', 'CN=Nobody, DC=example,dc=com'],
    ])
  })

  it('needs none beside values that SCIM does not show, and loses one that is there', () => {
    const hidden = 'cn=someone,dc=elsewhere'

    expect(changeTo([dnOf(1), hidden])).toEqual([['delete', 'member', dnOf(1)]])
    expect(changeTo([dnOf(1), hidden, nobody])).toEqual([
      ['delete', 'member', dnOf(1)],
      ['delete', 'member', nobody],
    ])
  })

  it('is left alone by a change of something else, and by none', () => {
    expect(changeTo([nobody])).toEqual([])
    expect(changeTo([dnOf(1), nobody], 1)).toEqual([])
  })

  it('is not needed where one goes and another comes', () => {
    expect(changeTo([dnOf(1)], 2)).toEqual([
      ['delete', 'member', dnOf(1)],
      ['add', 'member', dnOf(2)],
    ])
  })

  it('holds it in a new group without members, and no other', () => {
    const add = (...numbers: readonly number[]) =>
      planAdd(heldOpen, { displayName: 'New', ...members(...numbers) } as Resource, encodingOf(undefined))

    expect(add().attributes.get('member')).toEqual([nobody])
    expect(add(1).attributes.get('member')).toEqual([dnOf(1)])
  })

  it('is shown without it', () => {
    expect(decoded(heldOpen, group([nobody]))).not.toHaveProperty('members')
    expect(printChangeLdif(group([nobody]).dn, { modifications: [] })).not.toContain('nobody')
  })

  it('is never taken for a list with a member by a filter that the directory answers alone', () => {
    expect(pushed(heldOpen, 'members pr')).toBe('(member=*)')
    expect(pushed(heldOpen, 'not (members pr)')).toBe('(&)')
  })
})

describe('a mapping of groups', () => {
  const listOf = (more: Partial<MappingDeclaration>) =>
    compile(more).resourceType.schema.attributes.find(({ name }) => name === 'members')

  it('requires members unless they may be empty', () => {
    expect([{}, { emptyGroups: 'reject' } as const].map((more) => listOf(more)?.required)).toEqual([true, true])
    expect(listOf({ emptyGroups: 'placeholder' })?.required).toBe(false)
    expect(compile({ emptyGroups: 'placeholder' }).entryFilter).not.toEqual(compile({}).entryFilter)
  })

  it('whose object class, or one that new groups get, requires a member cannot say native', () => {
    const message = /^mapping of Group: emptyGroups: (\w+) requires (\w+): .*expected placeholder or reject/

    expect(() => compile({ emptyGroups: 'native' })).toThrow(message)
    expect(() => compile({ emptyGroups: 'native', objectClass: 'organizationalRole' })).toThrow(message)
    expect(() =>
      compile({
        emptyGroups: 'native',
        objectClass: ['organizationalRole', 'groupOfUniqueNames'],
        createClasses: ['organizationalRole'],
        attributes: { displayName: 'cn', members: { members: ['roleOccupant', 'uniqueMember'], to: ['User'] } },
      }),
    ).toThrow('groupOfUniqueNames requires uniqueMember')
  })

  it('whose object classes only allow members can', () => {
    const mapping = compile({
      emptyGroups: 'native',
      objectClass: 'organizationalRole',
      createClasses: ['organizationalRole'],
      attributes: { displayName: 'cn', members: { members: 'roleOccupant', to: ['User'] } },
    })

    expect(mapping.rules.every(({ placeholder }) => placeholder === undefined)).toBe(true)
  })
})
