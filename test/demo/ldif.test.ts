import { describe, expect, it } from 'vitest'
import { printLdifEntry, shippedValues } from '../../src/demo/ldif.ts'

describe('printed LDIF (RFC 2849)', () => {
  it('keeps plain ASCII readable', () => {
    const text = printLdifEntry({ dn: 'uid=a,dc=b', attributes: { uid: ['a'], mail: ['a@b', 'c@d'] } })

    expect(text).toBe('dn: uid=a,dc=b\nuid: a\nmail: a@b\nmail: c@d\n\n')
  })

  it.each([' a', ':a', '<a', 'a ', 'a\nb', 'ü', 'a\0'])('writes %j in base64', (value) => {
    const text = printLdifEntry({ dn: 'dc=b', attributes: { cn: [value] } })

    expect(text).toBe(`dn: dc=b\ncn:: ${Buffer.from(value).toString('base64')}\n\n`)
  })

  it('writes bytes in base64', () => {
    const text = printLdifEntry({ dn: 'dc=b', attributes: { jpegPhoto: [new Uint8Array([0xff, 0xd8])] } })

    expect(text).toContain('jpegPhoto:: /9g=\n')
  })
})

describe('a shipped file for another suffix', () => {
  it('names that suffix alone', async () => {
    const rules = await shippedValues('acl.ldif', 'olcAccess', 'o=Other')

    expect(rules[0]).toMatch(/^\{0\}to dn\.subtree="o=Other" .* by dn\.exact="cn=scimdap,ou=services,o=Other" =w/)
    expect(rules.join('\n')).not.toContain('dc=example')
  })
})
