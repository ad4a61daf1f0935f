import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/ldap/entry.ts'
import { encode } from '../../src/mapping/encode.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import { decoded, encodingOf, entry, User } from './support.ts'

const emails = (attributes: Parameters<typeof entry>[0]) => decoded(User, entry(attributes)).emails
const encoded = (resource: Resource, stored: Entry) => Object.fromEntries(encode(User, resource, encodingOf(stored)))

describe('lists of elements', () => {
  it('show companions of one value and type as one element, and leave both while it stays: RFC 7643 §2.4', () => {
    const stored = {
      mail: 'a@x.org',
      scimEmail: ['type=work;display=A;value=a@x.org', 'type=WORK;primary=true;value=A@x.org'],
    }
    const shown = [{ value: 'a@x.org', type: 'work', display: 'A', primary: true }]

    expect(emails(stored)).toEqual(shown)
    expect(encoded({ emails: shown }, entry(stored))).toEqual({ mail: ['a@x.org'], scimemail: stored.scimEmail })
    expect(encoded({ emails: [{ value: 'a@x.org', type: 'work' }] }, entry(stored))).toEqual({
      mail: ['a@x.org'],
      scimemail: ['type=work;value=a@x.org'],
    })
  })

  it('read bytes in whatever spelling, and show the one of RFC 7643 §2.3.6', () => {
    const shown = (value: string) => decoded(User, entry({ scimX509Certificate: `value=${value}` })).x509Certificates

    expect(shown('-w')).toEqual([{ value: '+w==' }])
    expect(shown('+w%3D%3D')).toEqual([{ value: '+w==' }])
    expect(shown('no base64')).toBeUndefined()
  })
})
