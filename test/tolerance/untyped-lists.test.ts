/** Lists whose elements have no type here, and extensions that are not mapped: PATCH of the profile `provisioning`. */
import { describe, expect, it } from 'vitest'
import type { Resource } from '../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { createDialect } from '../../src/tolerance/dialect.ts'
import { engineers, enterprise, groupType, held, patched, patchOf, rfc, tolerant, userType } from './support.ts'

/** The type without these sub-attributes of one of its attributes. */
const untyped = (type: ResourceType, list: string, ...parts: readonly string[]): ResourceType => ({
  ...type,
  schema: {
    ...type.schema,
    attributes: type.schema.attributes.map((attribute) =>
      attribute.name === list && attribute.subAttributes !== undefined
        ? { ...attribute, subAttributes: attribute.subAttributes.filter(({ name }) => !parts.includes(name)) }
        : attribute,
    ),
  },
})

describe('T14 unmappedPaths at lists whose elements have no type here (preset inetOrgPerson)', () => {
  const soft = createDialect({ wire: 'tolerant', tolerances: { unmappedPaths: true, createUnmatched: true } })
  const untypedUser = untyped(userType, 'emails', 'type', 'primary', 'display')
  const having = (...values: readonly string[]): Resource => ({ ...held, emails: values.map((value) => ({ value })) })
  const path = 'emails[type eq "work"].value'
  const run = (before: Resource, ...operations: readonly unknown[]) =>
    patched(soft, patchOf(...operations), { before, resourceType: untypedUser }) as Resource
  const disable = { op: 'replace', path: 'active', value: 'False' }

  it.each(['add', 'Replace'])('%s gives the only one another value, or makes the first one', (op) => {
    expect(run(having('a@x'), { op, path, value: 'b@x' }, disable)).toMatchObject({
      emails: [{ value: 'b@x' }],
      active: false,
    })
    const { emails: _, ...none } = held
    expect(run(none, { op, path, value: 'b@x' })).toMatchObject({ emails: [{ value: 'b@x' }] })
    expect(run(none, { op, path: 'emails[type eq "work"]', value: { value: 'b@x', type: 'work' } })).toMatchObject({
      emails: [{ value: 'b@x' }],
    })
  })

  it('removes the only one, and no other than that of work', () => {
    expect(run(having('a@x'), { op: 'remove', path }, disable)).not.toHaveProperty('emails')
    for (const other of ['emails[type eq "home"].value', 'emails[type eq "home"]', 'emails[primary eq false]']) {
      expect(run(having('a@x'), { op: 'remove', path: other }, disable)).toMatchObject({
        emails: [{ value: 'a@x' }],
        active: false,
      })
    }
  })

  it('changes none of several, which nobody can tell apart', () => {
    for (const op of [{ op: 'replace', value: 'c@x' }, { op: 'add', value: 'c@x' }, { op: 'remove' }]) {
      expect(run(having('a@x', 'b@x'), { ...op, path }, disable)).toEqual({ ...having('a@x', 'b@x'), active: false })
    }
  })

  it('keeps the tests that can be asked here', () => {
    const both = 'emails[type eq "work" and value eq "b@x"].value'
    expect(run(having('a@x', 'b@x'), { op: 'replace', path: both, value: 'c@x' }).emails).toEqual([
      { value: 'a@x' },
      { value: 'c@x' },
    ])
  })

  it('is told, does not hold for members, and is off unless asked for', () => {
    const message = patchOf(
      { op: 'add', path, value: 'x' },
      { op: 'add', path: 'emails[primary eq "True"].value', value: 'x' },
    )
    expect(soft.patch(message, untypedUser).ignored).toEqual(['emails.type', 'emails.primary'])
    expect(patched(tolerant, message, { resourceType: untypedUser })).toMatch(/^400 invalidFilter/)
    expect(run(held, { op: 'add', path: 'emails[colour eq "work"].value', value: 'x' })).toMatch(/^400 invalidFilter/)
    expect(
      patched(soft, patchOf({ op: 'remove', path: 'members[display eq "Ada"]' }), {
        before: engineers,
        resourceType: untyped(groupType, 'members', 'display'),
      }),
    ).toMatch(/^400 invalidFilter/)
  })

  it('is nothing that a client can ask for by itself', () => {
    const message = patchOf({ op: 'replace', path: 'emails.value', value: 'c@x', only: true, Only: true })
    expect(patched(rfc, message, { before: having('a@x', 'b@x'), resourceType: untypedUser })).toMatchObject({
      emails: [{ value: 'c@x' }],
    })
  })

  it('leaves out an attribute of an extension that is named without its URN', () => {
    const bare = { ...userType, extensions: [] }
    const managed = patchOf(
      { op: 'add', path: 'manager', value: 'm-1' },
      { op: 'add', path: 'Manager.value', value: 'x' },
      disable,
    )
    expect(soft.patch(managed, bare).ignored).toEqual([`${enterprise}:manager`, `${enterprise}:manager.value`])
    expect(patched(soft, managed, { resourceType: bare })).toMatchObject({ active: false })
    expect(patched(tolerant, managed, { resourceType: bare })).toMatch(/^400 invalidPath/)
  })
})
