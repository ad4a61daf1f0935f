import { describe, expect, it } from 'vitest'
import type { Step } from '../../src/directory/ldapts/step.ts'
import { typesToUndo, undoOf } from '../../src/directory/ldapts/undo.ts'
import type { Modification } from '../../src/ldap/change.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { Entry } from '../../src/ldap/entry.ts'

const dn = 'cn=a,dc=x' as Dn
const entry = (given: Readonly<Record<string, readonly string[]>>): Entry => ({
  dn,
  attributes: new Map(Object.entries(given)),
})
const modify = (...modifications: readonly Modification[]): Step => ({ kind: 'modify', dn, modifications })

describe('undoing a step', () => {
  it('takes single values back last first, without reading anything', () => {
    const step = modify(
      { operation: 'delete', type: 'mail', values: ['a'] },
      { operation: 'add', type: 'mail', values: ['A'] },
    )

    expect(typesToUndo(step)).toBeUndefined()
    expect(undoOf(step, undefined)).toEqual(
      modify({ operation: 'delete', type: 'mail', values: ['A'] }, { operation: 'add', type: 'mail', values: ['a'] }),
    )
  })

  it('gives a type that was overwritten its old values, whatever else was done to it', () => {
    const step = modify(
      { operation: 'add', type: 'title', values: ['x'] },
      { operation: 'replace', type: 'Title', values: ['y'] },
      { operation: 'delete', type: 'mail', values: [] },
    )

    expect(typesToUndo(step)).toEqual(['title', 'mail'])
    expect(undoOf(step, entry({ title: ['old', 'older'] }))).toEqual(
      modify(
        { operation: 'replace', type: 'title', values: ['old', 'older'] },
        { operation: 'replace', type: 'mail', values: [] },
      ),
    )
  })

  it('renames back, and keeps the new naming value only where it was there before', () => {
    const step: Step = { kind: 'rename', dn, newRdn: [{ type: 'cn', value: 'B' }] }

    const back = { kind: 'rename', dn: 'cn=B,dc=x', newRdn: [{ type: 'cn', value: 'a' }] }
    expect(undoOf(step, entry({ cn: ['a'] }))).toEqual({ ...back, keepOldRdn: false })
    expect(undoOf(step, entry({ cn: ['a', 'b'] }))).toEqual({ ...back, keepOldRdn: true })
  })

  it('moves back to where it came from', () => {
    const step: Step = { kind: 'rename', dn, newRdn: [{ type: 'cn', value: 'a' }], newSuperior: 'ou=o,dc=x' as Dn }

    expect(undoOf(step, entry({ cn: ['a'] }))).toEqual({
      ...{ kind: 'rename', dn: 'cn=a,ou=o,dc=x', newRdn: [{ type: 'cn', value: 'a' }] },
      ...{ newSuperior: 'dc=x', keepOldRdn: true },
    })
  })

  it('adds what was deleted and deletes what was added', () => {
    const deleted = entry({ cn: ['a'], sn: ['s'] })

    expect(undoOf({ kind: 'delete', dn }, deleted)).toEqual({ kind: 'add', dn, attributes: deleted.attributes })
    expect(undoOf({ kind: 'delete', dn }, undefined)).toBeUndefined()
    expect(undoOf({ kind: 'add', dn, attributes: deleted.attributes }, undefined)).toEqual({ kind: 'delete', dn })
  })
})
