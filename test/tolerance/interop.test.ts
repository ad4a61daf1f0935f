/** The interop profile, where it asks for other than RFC 7644. */
import { describe, expect, it } from 'vitest'
import { interop, patched, patchOf, rfc } from './support.ts'

describe('wire: interop, draft-zollner-scim-interop-profile-01', () => {
  it('wants a path for each operation', () => {
    expect(patched(interop, patchOf({ op: 'replace', value: { title: 'Lady' } }))).toMatch(
      /^400 invalidSyntax: Each operation needs a path/,
    )
    expect(patched(interop, patchOf({ op: 'replace', path: 'title', value: 'Lady' }))).toMatchObject({ title: 'Lady' })
  })

  it('wants a sub-attribute behind a value filter, unless elements go', () => {
    const element = { value: 'x@corp.example' }

    expect(patched(interop, patchOf({ op: 'replace', path: 'emails[type eq "work"]', value: element }))).toMatch(
      /^400 invalidPath/,
    )
    expect(patched(interop, patchOf({ op: 'remove', path: 'emails[type eq "home"]' }))).toMatchObject({
      emails: [{ type: 'work' }],
    })
  })

  it('replaces a complex value as a whole, which RFC 7644 leaves in part', () => {
    const message = patchOf({ op: 'replace', path: 'name', value: { familyName: 'Lovelace' } })

    expect(patched(interop, message)).toMatchObject({ name: { familyName: 'Lovelace' } })
    expect((patched(interop, message) as { name: object }).name).toEqual({ familyName: 'Lovelace' })
    expect((patched(rfc, message) as { name: object }).name).toEqual({
      familyName: 'Lovelace',
      givenName: 'Ada',
      formatted: 'Ada Byron',
    })
  })
})
