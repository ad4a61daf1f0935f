/** LDIF text and the names of result codes. RFC 2849, RFC 4511 appendix A */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Dn } from '../../src/ldap/dn.ts'
import type { AttributeValue, Entry } from '../../src/ldap/entry.ts'
import { printChangeLdif, printEntryLdif } from '../../src/ldap/ldif.ts'
import { resultCodeName } from '../../src/ldap/result-code.ts'

const entry = (dn: string, attributes: Record<string, readonly AttributeValue[]>): Entry => ({
  dn: dn as Dn,
  attributes: new Map(Object.entries(attributes)),
})

describe('printEntryLdif, RFC 2849', () => {
  it('puts objectClass first and base64 where it is needed', () => {
    const text = printEntryLdif(
      entry('uid=bjensen,dc=x', {
        cn: ['Babs', 'Bäbs'],
        objectclass: ['person'],
        description: [' blank', 'blank ', ':', '<', '', 'a\nb'],
        photo: [Uint8Array.of(0, 255)],
      }),
    )

    expect(text).toBe(
      [
        'dn: uid=bjensen,dc=x',
        'objectclass: person',
        'cn: Babs',
        'cn:: QsOkYnM=',
        'description:: IGJsYW5r',
        'description:: Ymxhbmsg',
        'description:: Og==',
        'description:: PA==',
        'description:',
        'description:: YQpi',
        'photo:: AP8=',
        '',
      ].join('\n'),
    )
  })

  it('leaves out what is secret, whatever its case and options', () => {
    const text = printEntryLdif(entry('cn=a', { 'userpassword;x-old': ['secret'], userpassword: ['secret'] }), {
      redact: ['userPassword'],
    })

    expect(text).toBe('dn: cn=a\nuserpassword;x-old: (redacted)\nuserpassword: (redacted)\n')
  })

  it('breaks lines at 76 characters and is read back as it was', () => {
    const anyValue = fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.string({ maxLength: 300 }))
    fc.assert(
      fc.property(anyValue, (value) => {
        const lines = printEntryLdif(entry('cn=a', { cn: [value] })).split('\n')

        expect(lines.every((line) => line.length <= 76)).toBe(true)
        expect(read(lines)).toBe(value)
      }),
    )
  })
})

describe('printChangeLdif, RFC 2849', () => {
  it('prints modifications as one record', () => {
    const text = printChangeLdif(
      'cn=a,dc=x' as Dn,
      {
        modifications: [
          { operation: 'delete', type: 'mail', values: ['a@x'] },
          { operation: 'add', type: 'userPassword', values: ['secret'] },
          { operation: 'replace', type: 'photo', values: [] },
        ],
      },
      { redact: ['userpassword'] },
    )

    expect(text).toBe(
      'dn: cn=a,dc=x\nchangetype: modify\ndelete: mail\nmail: a@x\n-\nadd: userPassword\nuserPassword: (redacted)\n-\nreplace: photo\n-\n',
    )
  })

  it('prints a renaming first, and modifies the entry under its new name', () => {
    const text = printChangeLdif('cn=a,dc=x' as Dn, {
      newRdn: [{ type: 'cn', value: 'b, c' }],
      modifications: [{ operation: 'add', type: 'sn', values: ['s'] }],
    })

    expect(text).toBe(
      'dn: cn=a,dc=x\nchangetype: modrdn\nnewrdn: cn=b\\2C c\ndeleteoldrdn: 1\n\ndn: cn=b\\2C c,dc=x\nchangetype: modify\nadd: sn\nsn: s\n-\n',
    )
  })

  it('prints a move with the place, and keeps the name of who is named as before', () => {
    const newSuperior = 'ou=old,dc=x' as Dn
    const moved = printChangeLdif('cn=a,dc=x' as Dn, {
      newRdn: [{ type: 'cn', value: 'A' }],
      newSuperior,
      modifications: [],
    })
    const renamed = printChangeLdif('cn=a,dc=x' as Dn, {
      newRdn: [{ type: 'cn', value: 'b' }],
      newSuperior,
      modifications: [{ operation: 'add', type: 'sn', values: ['s'] }],
    })

    expect(moved).toBe('dn: cn=a,dc=x\nchangetype: modrdn\nnewrdn: cn=A\ndeleteoldrdn: 0\nnewsuperior: ou=old,dc=x\n\n')
    expect(renamed).toContain('deleteoldrdn: 1\nnewsuperior: ou=old,dc=x\n\ndn: cn=b,ou=old,dc=x\nchangetype: modify')
  })

  it('prints nothing for a change of nothing', () => {
    expect(printChangeLdif('cn=a' as Dn, { modifications: [] })).toBe('')
  })
})

describe('resultCodeName, RFC 4511 appendix A', () => {
  it.each([
    [0, 'success'],
    [16, 'noSuchAttribute'],
    [68, 'entryAlreadyExists'],
    [122, 'assertionFailed'],
    [4242, 'resultCode 4242'],
  ])('%i is %s', (code, name) => {
    expect(resultCodeName(code)).toBe(name)
  })
})

/** The value of the second line of a record, unfolded and decoded. */
function read(lines: readonly string[]): string {
  const [, line = ''] = lines.join('\n').replaceAll('\n ', '').split('\n')
  return line.startsWith('cn:: ') ? Buffer.from(line.slice(5), 'base64').toString() : line.slice(4)
}
