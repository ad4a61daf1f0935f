/** Elements that a value filter describes and nothing has. */
import { describe, expect, it } from 'vitest'
import { createDialect } from '../../src/tolerance/dialect.ts'
import { held, interop, patched, patchedGroup, patchOf, rfc, tolerant } from './support.ts'

describe('T16 createUnmatched', () => {
  const provisioning = createDialect({ wire: 'tolerant', tolerances: { createUnmatched: true } })
  const mobile = patchOf({ op: 'Add', path: 'phoneNumbers[type eq "mobile"].value', value: '+47 1' })

  it('is off in every wire unless asked for', () => {
    for (const dialect of [tolerant, rfc, interop]) expect(patched(dialect, mobile)).toMatch(/^400 noTarget/)
  })

  it.each(['add', 'replace'])('%s makes the element that the filter describes', (op) => {
    const message = patchOf({ op, path: 'phoneNumbers[type eq "mobile"].value', value: '+47 1' })

    expect(patched(provisioning, message)).toEqual({ ...held, phoneNumbers: [{ type: 'mobile', value: '+47 1' }] })
  })

  it('keeps what is there, and what is matched is changed', () => {
    const message = patchOf(
      { op: 'replace', path: 'emails[type eq "other"]', value: { value: 'o@corp.example' } },
      { op: 'replace', path: 'emails[type eq "work"].value', value: 'w@corp.example' },
      { op: 'replace', path: 'roles[primary eq "True"].value', value: 'clerk' },
      { op: 'add', path: 'addresses[type eq "work" and primary eq true].locality', value: 'Oslo' },
    )

    expect(patched(provisioning, message)).toMatchObject({
      emails: [
        { value: 'w@corp.example', type: 'work', primary: true },
        { value: 'ada@home.example', type: 'home' },
        { value: 'o@corp.example', type: 'other' },
      ],
      roles: [{ primary: true, value: 'clerk' }],
      addresses: [{ type: 'work', primary: true, locality: 'Oslo' }],
    })
  })

  it.each(['', null])('makes nothing of %j', (value) => {
    expect(patched(provisioning, patchOf({ op: 'replace', path: 'roles[type eq "x"].value', value }))).toBe(held)
  })

  it.each([
    'roles[type sw "x"].value',
    'roles[type eq "x" or type eq "y"].value',
    'roles[not (type eq "x")].value',
    'roles[type eq "x" and type eq "y"].value',
  ])('does not guess what %s describes', (path) => {
    expect(patched(provisioning, patchOf({ op: 'replace', path, value: 'x' }))).toMatch(/^400 noTarget/)
  })

  it('makes nobody a member', () => {
    const message = patchOf({ op: 'add', path: 'members[value eq "u-9"].type', value: 'User' })

    expect(patchedGroup(provisioning, message)).toMatch(/^400 noTarget/)
  })

  it('removes nothing that is not there', () => {
    expect(patched(provisioning, patchOf({ op: 'remove', path: 'roles[type eq "x"].value' }))).toMatch(/^400 noTarget/)
  })
})
