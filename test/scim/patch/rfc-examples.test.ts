import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Resource } from '../../../src/scim/resource/resource.ts'
import { refusal } from '../resource/refusal.ts'
import { fixture, groupType, userType } from '../schema/sample-types.ts'
import { patch } from './patching.ts'

/** As the directory has them: the schema of Group has no `display` for members. */
const member = (value: string, host = 'https://example.com/v2') => ({ value, $ref: `${host}/Users/${value}` })
const babs = '2819c223-7f76-453a-919d-413861904646'
const mandy = '902c246b-6245-4190-8e05-00816be7344a'
const guides: Resource = {
  ...(fixture('rfc7643-8.4-group') as Resource),
  members: [member(babs), member(mandy)],
}
const withoutBabs: Resource = { ...guides, members: [member(mandy)] }
const barbara = fixture('rfc7643-8.2-user-full') as Resource

/** Whether a client may send `$ref` at all is for the schema to say; what counts is who is a member. */
const idsOf = ({ members }: Resource) => (members as readonly { value: string }[]).map(({ value }) => value)

const onGroup = (name: string, before: Resource) => patch(before, fixture(`rfc7644-${name}`), groupType)
const onUser = (name: string, before: Resource = barbara) => patch(before, fixture(`rfc7644-${name}`), userType)

describe('RFC 7644 §3.5.2.1: the examples of add', () => {
  it.each(['3.5.2-figure-6', '3.5.2.1-add-member'])('%s adds a member', (name) => {
    expect(idsOf(onGroup(name, withoutBabs))).toEqual([mandy, babs])
  })

  it.each(['3.5.2-figure-6', '3.5.2.1-add-member'])('%s changes nothing if the user was a member', (name) => {
    expect(onGroup(name, guides)).toBe(guides)
  })

  // The RFC prints it, and the last example of §3.5.2.3, with a brace too few, and nickName in lower case.
  it('add-attributes adds one e-mail address and one name', () => {
    const before = { ...barbara, emails: [{ value: 'bjensen@example.com', type: 'work' }], nickName: 'B' }

    expect(onUser('3.5.2.1-add-attributes', before)).toEqual({
      ...before,
      emails: [
        { value: 'bjensen@example.com', type: 'work' },
        { value: 'babs@jensen.org', type: 'home' },
      ],
      nickName: 'Babs',
    })
  })

  it('add-attributes changes nothing in the user of RFC 7643 §8.2, who has both', () => {
    expect(onUser('3.5.2.1-add-attributes')).toBe(barbara)
  })
})

describe('RFC 7644 §3.5.2.2: the examples of remove', () => {
  const short = '2819c223-7f76-...413861904646'

  it('remove-member removes one member', () => {
    const before = { ...guides, members: [member(short), member(mandy)] }

    expect(onGroup('3.5.2.2-remove-member', before)).toEqual(withoutBabs)
  })

  it('remove-member changes nothing if the user was no member', () => {
    expect(onGroup('3.5.2.2-remove-member', withoutBabs)).toBe(withoutBabs)
  })

  it('remove-all-members is refused, since a group here has members', () => {
    expect(refusal(() => onGroup('3.5.2.2-remove-all-members', guides))).toBe(
      '400 mutability: Operations[0]: members is required and would be left without a value',
    )
  })

  it('remove-email removes what the filter selects', () => {
    expect(onUser('3.5.2.2-remove-email')).toEqual({ ...barbara, emails: [{ value: 'babs@jensen.org', type: 'home' }] })
  })

  // Fig. 1 wants a blank before the literal: `attrPath SP compareOp SP compValue`.
  it('remove-and-add-member is refused as it is printed, with eq and the literal grown together', () => {
    expect(refusal(() => onGroup('3.5.2.2-remove-and-add-member', guides))).toMatch(
      /^400 invalidFilter: Operations\[0\]: /,
    )
  })

  it('remove-and-add-member puts one member in the place of another once the blank is there', () => {
    const before = { ...guides, members: [member('2819c223...919d-413861904646')] }
    const printed = JSON.stringify(fixture('rfc7644-3.5.2.2-remove-and-add-member'))

    expect(idsOf(patch(before, JSON.parse(printed.replace('eq\\"', 'eq \\"')), groupType))).toEqual([
      '08e1d05d...473d93df9210',
    ])
  })

  it('remove-all-and-add-members replaces the members of a group', () => {
    expect(idsOf(onGroup('3.5.2.2-remove-all-and-add-members', guides))).toEqual([
      babs,
      '08e1d05d-121c-4561-8b96-473d93df9210',
    ])
  })
})

describe('RFC 7644 §3.5.2.3: the examples of replace', () => {
  it('replace-members replaces the members of a group', () => {
    expect(idsOf(onGroup('3.5.2.3-replace-members', guides))).toEqual([
      '2819c223...413861904646',
      '08e1d05d...473d93df9210',
    ])
  })

  it('replace-work-address replaces the whole work address and resets primary elsewhere', () => {
    const [work, home] = barbara.addresses as readonly Record<string, string>[]
    const { primary: _, ...notPrimary } = work as Record<string, unknown>
    const before = { ...barbara, addresses: [notPrimary, { ...home, primary: true }] } as Resource
    const { Operations } = fixture('rfc7644-3.5.2.3-replace-work-address') as { Operations: [{ value: object }] }

    expect(onUser('3.5.2.3-replace-work-address', before)).toEqual({
      ...before,
      addresses: [Operations[0].value, { ...home, primary: false }],
    })
  })

  it('replace-street-address replaces one part of the work address', () => {
    const [work, home] = barbara.addresses as readonly Record<string, string>[]

    expect(onUser('3.5.2.3-replace-street-address')).toEqual({
      ...barbara,
      addresses: [{ ...work, streetAddress: '1010 Broadway Ave' }, home],
    })
  })

  it('replace-attributes replaces the named attributes and no others', () => {
    const before = { ...barbara, emails: [{ value: 'old@example.com' }], nickName: 'B' }

    expect(onUser('3.5.2.3-replace-attributes', before)).toEqual(barbara)
  })
})

describe('the examples of RFC 7644 §3.5.2', () => {
  it('are all used here', () => {
    const fixtures = readdirSync(new URL('../../fixtures', import.meta.url))
    const names = fixtures.flatMap((file) => /^rfc7644-(3\.5\.2\b.*)\.json$/.exec(file)?.[1] ?? [])
    const text = readFileSync(import.meta.filename, 'utf8')

    expect(names.length).toBe(12)
    expect(names.filter((name) => !text.includes(`'${name}'`))).toEqual([])
  })
})
