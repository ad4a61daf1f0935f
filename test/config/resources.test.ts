/** Mappings and resource types that have to fit each other. */
import { describe, expect, it } from 'vitest'
import { load, mappingsIn, minimal, problemsOf } from './support.ts'

const schema = {
  id: 'urn:example:Thing',
  attributes: [
    { name: 'label', required: true },
    {
      name: 'owner',
      type: 'complex',
      subAttributes: [
        { name: 'value', required: true },
        { name: 'note', required: true },
      ],
    },
    { name: 'parts', type: 'complex', multiValued: true, subAttributes: [{ name: 'value' }] },
    { name: 'links', type: 'complex', multiValued: true, subAttributes: [{ name: 'value' }] },
    { name: 'within', type: 'complex', multiValued: true, mutability: 'readOnly', subAttributes: [{ name: 'value' }] },
  ],
}
const extension = { id: 'urn:example:More', attributes: [{ name: 'code', required: true }] }
const type = (required = false) => ({
  ...{ name: 'Thing', endpoint: '/Things', schema: schema.id },
  schemaExtensions: [{ schema: extension.id, required }],
})

const given = (attributes: unknown, { required = false, more = '', name = 'Thing' } = {}) => ({
  text: `${minimal}schemas: [schema.json]
resourceTypes: [type.json]
${more}resources:
  ${name}: ${JSON.stringify({ base: 'ou=x', objectClass: 'device', createClasses: ['device'], rdn: 'cn', attributes })}
`,
  files: {
    '/etc/scimdap/schema.json': JSON.stringify([schema, extension]),
    '/etc/scimdap/type.json': JSON.stringify(type(required)),
  },
})
const problems = (...parameters: Parameters<typeof given>) =>
  problemsOf(given(...parameters)).map((problem) => problem.replace(/^\S+:\d+:\d+: /, ''))

describe('mappings of resource types', () => {
  it('need a row for each attribute that is required, and for each part of one that is mapped', () => {
    expect(problems({ 'owner.value': 'cn' }, { required: true })).toEqual([
      'resources.Thing.attributes: label must be mapped: Thing requires it',
      'resources.Thing.attributes: owner.note must be mapped: Thing requires it',
      'resources.Thing.attributes: urn:example:More must be mapped: Thing requires it',
      'resources.Thing.attributes: urn:example:More:code must be mapped: More requires it',
    ])
    expect(problems({ label: null })).toEqual(['resources.Thing.attributes: label must be mapped: Thing requires it'])
  })

  it('need the userName of users, wherever the schema requires it', () => {
    const text = minimal.replace('users:\n', 'users:\n  attributes: { userName: null }\n')

    expect(problemsOf({ text })).toEqual([
      '/etc/scimdap/scimdap.yaml:6:15: users.attributes: userName must be mapped: User requires it',
    ])
  })

  it('name resource types that are served', () => {
    const rows = { label: 'cn', parts: { members: 'seeAlso', to: ['Thing', 'Group'] } }

    expect(problems(rows)).toEqual([
      'resources.Thing.attributes.parts: there is no resource type Group; expected one of User, Thing',
    ])
    expect(problems({ ...rows, parts: { members: 'seeAlso', to: [] } })[0]).toContain(
      'resources.Thing.attributes.parts.to: expected at least one resource type',
    )
    expect(mappingsIn(load(given(rows, { more: 'groups: { base: ou=groups }\n' }))).Thing?.attributes.parts).toEqual(
      rows.parts,
    )
  })

  it('find memberships in the only list of a type, or in its members', () => {
    const [parts, links] = [
      { members: 'seeAlso', to: ['Thing'] },
      { members: 'owner', to: ['Thing'] },
    ]
    const within = { memberships: 'Thing' }

    expect(load(given({ label: 'cn', parts, within })).resources).toHaveLength(2)
    const noList = ['resources.Thing.attributes.within: Thing has no list that says who belongs to it']
    expect(problems({ label: 'cn', within })).toEqual(noList)
    expect(problems({ label: 'cn', parts, links, within })).toEqual(noList)
  })

  it('stand under the name of a type', () => {
    const unmapped = 'name: Thing has no mapping: write one under resources.Thing in the configuration'

    expect(problems({ label: 'cn' }, { name: 'Things' })).toEqual([
      unmapped,
      'resources.Things: no resource type has this name; did you mean Thing?',
    ])
    expect(problems({ label: 'cn' }, { name: 'Cars' })).toContain(
      'resources.Cars: no resource type has this name; resourceTypes names the files that describe them',
    )
    expect(problems({ label: 'cn' }, { name: 'User' })).toContain('resources.User: is written under users')
    expect(problems({ label: 'cn' }, { name: 'toString' })).toContain(
      'resources.toString: no resource type has this name; resourceTypes names the files that describe them',
    )
    expect(problems({ label: 'cn' }, { name: 'constructor' })).toContain(
      'resources.constructor: no option has this name',
    )
  })

  it('have the options of users, all checked, and no preset', () => {
    const text = `${minimal}resources:\n  Thing: { basis: ou=x, attributes: { label: { atribute: cn } } }\n`

    expect(problemsOf({ text }).map((problem) => problem.replace(/^\S+ /, ''))).toEqual([
      'resources.Thing.basis: no option has this name; did you mean bases?',
      'resources.Thing.base: is required',
      'resources.Thing.objectClass: is required',
      'resources.Thing.createClasses: is required',
      'resources.Thing.rdn: is required',
      'resources.Thing.attributes.label.atribute: no option has this name; did you mean attribute?',
      'resources.Thing.attributes.label.attribute: is required',
    ])
  })

  it('are replaced row by row by what is laid over them', () => {
    const overlay = 'resources: { Thing: { attributes: { label: { attribute: ou } } } }'
    const sources = given({ label: { attribute: 'cn', default: ['owner.note'] } })

    expect(mappingsIn(load({ ...sources, overlay })).Thing?.attributes).toEqual({ label: { attribute: 'ou' } })
  })
})
