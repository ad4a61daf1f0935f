import { describe, expect, it } from 'vitest'
import type { Entry } from '../../src/ldap/entry.ts'
import { encode } from '../../src/mapping/encode.ts'
import type { Mapping } from '../../src/mapping/mapping.ts'
import { ScimError } from '../../src/scim/error.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import {
  compileUser,
  decoded,
  encodingOf,
  entry,
  Group,
  idOf,
  lookup,
  plainUser,
  User,
  userDeclaration,
} from './support.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const encoded = (mapping: Mapping, resource: Resource, stored?: Entry) =>
  Object.fromEntries(encode(mapping, resource, encodingOf(stored)))

describe('one value, one attribute type', () => {
  it('shows the value that names the entry, whatever its spelling, else the first', () => {
    const person = entry(
      { uid: ['other', 'BJensen'], cn: ['Babs', 'Barbara'], sn: 'J' },
      'uid=bjensen,ou=people,dc=example,dc=com',
    )

    expect(decoded(User, person)).toMatchObject({ userName: 'BJensen', name: { formatted: 'Babs' } })
  })

  it('writes only what it shows', () => {
    expect(encoded(User, { userName: 'bjensen', name: { familyName: 'Jensen' }, title: 'Boss' })).toEqual({
      uid: ['bjensen'],
      sn: ['Jensen'],
      title: ['Boss'],
    })
  })

  it('refuses two values for one attribute type, and fills one from the other', () => {
    const mapping = compileUser(userDeclaration({ displayName: 'cn' }))

    expect(() => encoded(mapping, { displayName: 'Babs', name: { formatted: 'Barbara' } })).toThrow(ScimError)
    expect(encoded(mapping, { displayName: 'Babs', name: { formatted: 'Babs' } })).toEqual({ cn: ['Babs'] })
  })
})

describe('active', () => {
  it.each([
    [{}, true],
    [{ pwdAccountLockedTime: '000001010000Z' }, false],
    [{ pwdAccountLockedTime: '00000101000000Z' }, false],
    [{ pwdAccountLockedTime: '20240101000000Z' }, true],
    [{ scimActive: 'FALSE' }, true],
    [{ pwdEndTime: '19700305101010.123Z' }, false],
    [{ pwdEndTime: '000001010000Z' }, false],
    [{ pwdEndTime: '19710101000000.1Z' }, true],
    [{ pwdEndTime: '20240101000000Z' }, true],
  ])('is told by the lock or a bar: %j', (attributes, active) => {
    expect(decoded(User, entry(attributes)).active).toBe(active)
  })

  it('is told by the flag where there is no lock', () => {
    const mapping = compileUser(userDeclaration({ active: { flag: 'scimActive', enforcedBy: 'applications' } }))

    expect(decoded(mapping, entry({ scimActive: 'FALSE' })).active).toBe(false)
    expect(decoded(mapping, entry({})).active).toBe(true)
    expect(encoded(mapping, { active: false })).toEqual({ scimactive: ['FALSE'] })
  })

  it('sets and clears lock and flag together, and leaves alone what says the same', () => {
    const locked = entry({ pwdAccountLockedTime: '000001010000Z', scimActive: 'TRUE' })

    expect(encoded(User, { active: false })).toEqual({ scimactive: ['FALSE'], pwdaccountlockedtime: ['000001010000Z'] })
    expect(encoded(User, { active: true }, locked)).toEqual({})
    expect(encoded(User, { active: false }, locked)).toEqual({
      scimactive: ['TRUE'],
      pwdaccountlockedtime: ['000001010000Z'],
    })
    expect(encoded(User, { active: true }, entry({ scimActive: 'FALSE' }))).toEqual({ scimactive: ['FALSE'] })
  })

  it('leaves a bar while the person is deactivated, takes it down after, and never touches an end that was planned', () => {
    const barred = entry({ pwdEndTime: '19700305101010.123Z', scimActive: 'FALSE' })
    const planned = entry({ pwdEndTime: '20991231000000Z' })

    expect(encoded(User, { active: false }, barred)).toEqual({
      scimactive: ['FALSE'],
      pwdendtime: ['19700305101010.123Z'],
    })
    expect(encoded(User, { active: true }, barred)).toEqual({})
    expect(encoded(User, { active: true }, planned)).toEqual({})
    expect(Object.keys(encoded(User, { active: false }, planned))).toEqual(['scimactive', 'pwdaccountlockedtime'])
  })
})

describe('lists of elements', () => {
  const emails = (attributes: Parameters<typeof entry>[0]) => decoded(User, entry(attributes)).emails

  it('show what another client added to the plain type, and not what it removed', () => {
    const stored = { mail: ['a@x.org', 'new@x.org'], scimEmail: ['type=work;value=A@X.org', 'value=gone@x.org'] }

    expect(emails(stored)).toEqual([{ value: 'A@X.org', type: 'work' }, { value: 'new@x.org' }])
  })

  it('keep what the plain syntax can never hold', () => {
    expect(emails({ scimEmail: 'type=work;value=ä@x.org' })).toEqual([{ value: 'ä@x.org', type: 'work' }])
    expect(encoded(User, { emails: [{ value: 'ä@x.org' }] })).toEqual({ scimemail: ['value=ä@x.org'] })
  })

  it('make no companion where the plain value says it all', () => {
    expect(encoded(User, { emails: [{ value: 'a@x.org' }, { value: 'b@x.org', primary: true }] })).toEqual({
      mail: ['a@x.org', 'b@x.org'],
      scimemail: ['primary=true;value=b@x.org'],
    })
  })

  it('find a home by type', () => {
    const phoneNumbers = [
      { value: '+1', type: 'MOBILE' },
      { value: '+2', type: 'home' },
      { value: '+3', type: 'work' },
      { value: 'tel:+4;ext=5', type: 'pager' },
    ]

    expect(encoded(User, { phoneNumbers })).toEqual({
      mobile: ['+1'],
      homephone: ['+2'],
      telephonenumber: ['+3'],
      scimphonenumber: ['type=MOBILE;value=+1', 'type=pager;value=tel:+4%3Bext%3D5'],
    })
  })

  it('give back the very values that make an element which stays', () => {
    const stored = entry({
      facsimileTelephoneNumber: '+1 99$b4Length',
      telephoneNumber: 'a=b',
      scimEmail: 'value=A@x.org;type=work;unknown=1',
      mail: 'a@X.org',
    })

    const { active: _, ...resource } = decoded(User, stored)

    expect(encoded(User, resource, stored)).toEqual({
      facsimiletelephonenumber: ['+1 99$b4Length'],
      telephonenumber: ['a=b'],
      scimemail: ['value=A@x.org;type=work;unknown=1'],
      mail: ['a@X.org'],
    })
  })

  it('describe each of two elements that share a plain value', () => {
    const telephone = entry({ telephoneNumber: '+1 201' })

    expect(
      encoded(
        User,
        {
          phoneNumbers: [
            { value: '+1 201', type: 'work' },
            { value: '+1201', type: 'work' },
          ],
        },
        telephone,
      ),
    ).toEqual({
      telephonenumber: ['+1 201', '+1201'],
      scimphonenumber: ['type=work;value=+1 201', 'type=work;value=+1201'],
    })
  })

  it('show elements that are the same for SCIM once, and remove all that makes them', () => {
    const stored = entry({ telephoneNumber: ['x 112', 'X 112'], scimRole: ['value=a', 'primary=false;value=A'] })

    const { phoneNumbers, roles } = decoded(User, stored)

    expect({ phoneNumbers, roles }).toEqual({
      phoneNumbers: [{ value: 'x 112', type: 'work' }],
      roles: [{ value: 'a' }],
    })
    expect(encoded(User, { phoneNumbers, roles } as Resource, stored)).toEqual({
      telephonenumber: ['x 112', 'X 112'],
      scimrole: ['value=a', 'primary=false;value=A'],
    })
  })

  it('show one primary element, RFC 7643 §2.4', () => {
    const stored = entry({ scimRole: ['primary=true;value=a', 'primary=true;value=b', 'value=c'] })

    const roles = [{ primary: true, value: 'a' }, { value: 'b' }, { value: 'c' }]
    expect(decoded(User, stored).roles).toEqual(roles)
    expect(encoded(User, { roles }, stored).scimrole).toEqual([
      'primary=true;value=a',
      'primary=true;value=b',
      'value=c',
    ])
    expect(encoded(User, { roles: roles.slice(1) }, stored).scimrole).toEqual(['value=b', 'value=c'])
  })

  it('hold pictures and certificates as bytes', () => {
    const jpeg = Buffer.from('ffd8ffd9', 'hex')
    const photos = [{ value: `data:image/jpeg;base64,${jpeg.toString('base64')}`, type: 'photo' }]

    expect(decoded(User, entry({ jpegPhoto: jpeg })).photos).toEqual(photos)
    expect(encoded(User, { photos })).toEqual({ jpegphoto: [jpeg] })
    expect(encoded(User, { photos: [{ value: 'https://x/p.jpg' }] })).toEqual({ scimphoto: ['value=https://x/p.jpg'] })
    expect(encoded(User, { x509Certificates: [{ value: 'AAAA' }] })).toEqual({ scimx509certificate: ['value=AAAA'] })
    expect(encoded(User, { x509Certificates: [{ value: 'MAA=' }] })['usercertificate;binary']).toBeUndefined()
  })

  it.each([
    ['a value that the plain syntax refuses', { emails: [{ value: 'ä@x.org' }] }],
    ['a type without an attribute type', { phoneNumbers: [{ value: '+1', type: 'other' }] }],
    ['two spellings of one number', { phoneNumbers: [{ value: '+1 2' }, { value: '+12' }] }],
  ])('are refused without companions: %s', (_, resource) => {
    expect(() => encoded(plainUser, resource)).toThrow(/this directory cannot hold/)
  })

  it('live without companions where they need none', () => {
    const phoneNumbers = [{ value: '+1', type: 'WORK' }, { value: '+2' }, { value: '+3', type: 'mobile' }]

    expect(encoded(plainUser, { phoneNumbers })).toEqual({ telephonenumber: ['+1', '+2'], mobile: ['+3'] })
  })
})

describe('references', () => {
  it('show visible resources and encode them by DN', () => {
    const manager = 'uid=gone,dc=x'
    const person = entry({ manager: [manager, 'uid=person7,ou=people,dc=example,dc=com'] })

    expect(decoded(User, person)[enterprise]).toEqual({
      manager: { value: idOf(7), $ref: `https://scim.example.com/Users/${idOf(7)}`, displayName: 'P 7' },
    })
    expect(encoded(User, { [enterprise]: { manager: { value: idOf(7) } } }, person)).toEqual({
      manager: ['uid=person7,ou=people,dc=example,dc=com'],
    })
  })

  it.each([{}, { displayName: 'Boss' }, { $ref: '' }, { value: idOf(1), $ref: `/Users/${idOf(2)}` }])(
    'are refused without an id, or with two: %j',
    (manager) => {
      expect(() => encoded(User, { [enterprise]: { manager } })).toThrow(ScimError)
    },
  )

  it.each([
    { $ref: `https://x/Users/${idOf(1)}` },
    { $ref: `../Users/${idOf(1)}` },
    { value: idOf(1), $ref: `/Users/${idOf(1)}` },
  ])('are told by $ref as well: %j', (manager) => {
    const byValue = encoded(User, { [enterprise]: { manager: { value: idOf(1) } } })

    expect(encoded(User, { [enterprise]: { manager } })).toEqual(byValue)
  })

  it('show members with their type, and none where none is visible', () => {
    const group = entry({ cn: 'G', member: ['uid=person1,ou=people', 'cn=gone'] }, 'cn=G,ou=groups,dc=example,dc=com')

    expect(decoded(Group, group).members).toEqual([
      { value: idOf(1), $ref: lookup.locate('User', idOf(1)), type: 'User' },
    ])
    expect(decoded(Group, entry({ cn: 'G', member: 'cn=gone' }, 'cn=G,dc=x')).members).toBeUndefined()
  })

  it('keep a member in the attribute type where it is', () => {
    const mapping = compileUser(userDeclaration())
    expect(mapping.rules.filter(({ needs }) => needs === 'memberships')).toHaveLength(1)
    expect(encoded(Group, { displayName: 'G', members: [{ value: idOf(1) }, { value: idOf(2) }] })).toEqual({
      cn: ['G'],
      member: ['uid=person1,ou=people,dc=example,dc=com', 'uid=person2,ou=people,dc=example,dc=com'],
    })
  })
})

describe('schemas, RFC 7643 §3', () => {
  it('name an extension exactly where it has a value', () => {
    const core = 'urn:ietf:params:scim:schemas:core:2.0:User'

    expect(decoded(User, entry({ uid: 'a' })).schemas).toEqual([core])
    expect(decoded(User, entry({ uid: 'a', o: 'X' })).schemas).toEqual([core, enterprise])
    expect(decoded(User, entry({ uid: 'a', manager: 'uid=gone,dc=x' })).schemas).toEqual([core])
  })
})

describe('decoding many entries', () => {
  it('takes time in proportion to their number, and to the values of one', () => {
    const wide = entry({
      mail: Array.from({ length: 5000 }, (_, n) => `p${n}@x.org`),
      scimEmail: Array.from({ length: 5000 }, (_, n) => `type=work;value=p${n}@x.org`),
    })
    const start = performance.now()

    const { emails } = decoded(User, wide)

    expect(emails).toHaveLength(5000)
    expect(performance.now() - start).toBeLessThan(1500)
  })
})
