import { describe, expect, it } from 'vitest'
import { ScimError } from '../../src/scim/error.ts'
import { compileUser, Group, idOf, plainUser, pushed, User, userDeclaration } from './support.ts'

const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
const value = (text: string) =>
  `(|(scimEmail=*value=${text}*)(scimEmail=*blank=edge*value*${text}*)(scimEmail=*value= ${text}*))`

describe('filters that identity providers send, RFC 7644 §3.4.2.2', () => {
  it.each([
    ['userName eq "bjensen"', '(uid=bjensen)'],
    ['externalId eq "Abc"', '(scimExternalId=Abc) exact'],
    ['emails eq "a@x.org"', `(|(mail=a@x.org)${value('a@x.org').slice(2)}`],
    ['emails.value eq "a@x.org"', `(|(mail=a@x.org)${value('a@x.org').slice(2)}`],
    [
      'emails[type eq "work" and value eq "a@x.org"]',
      `(&${value('work').replaceAll('value', 'type')}${value('a@x.org')})`,
    ],
    ['displayName sw "Ba"', '(displayName=ba*) exact'],
    ['title pr', '(title=*) exact'],
    ['active eq true', '(!(|(pwdAccountLockedTime=000001010000Z)(pwdEndTime<=19710101000000Z))) exact'],
    ['active eq false', '(|(pwdAccountLockedTime=000001010000Z)(pwdEndTime<=19710101000000Z)) exact'],
    [
      'meta.lastModified gt "2024-01-01T01:00:00+01:00"',
      '(&(modifyTimestamp>=20240101000000Z)(!(modifyTimestamp=20240101000000Z))) exact',
    ],
    [`id eq "${idOf(1)}"`, `(entryUUID=${idOf(1)}) exact`],
    [`${enterprise}:manager eq "${idOf(7)}"`, '(manager=uid=person7,ou=people,dc=example,dc=com)'],
    [
      `groups.value eq "${idOf(100)}"`,
      '(|(entryDN=uid=person1,ou=people,dc=example,dc=com)(entryDN=uid=person2,ou=people,dc=example,dc=com))',
    ],
  ])('%s of a user is asked by index', (filter, expected) => {
    expect(pushed(User, filter)).toBe(expected)
  })

  it.each([
    [`members eq "${idOf(7)}"`, '(member=uid=person7,ou=people,dc=example,dc=com) exact'],
    [`members[value eq "${idOf(7)}"]`, '(member=uid=person7,ou=people,dc=example,dc=com) exact'],
    ['displayName eq "Tour Guides"', '(cn=tour guides)'],
    ['members eq "nobody"', '(|) exact'],
  ])('%s of a group is asked by index', (filter, expected) => {
    expect(pushed(Group, filter)).toBe(expected)
  })
})

describe('a superset, never less', () => {
  it.each([
    ['blanks at the edge of a piece', 'displayName sw "Ba "', '(displayName=ba*)'],
    ['blanks at the other edge', 'displayName ew " b"', '(displayName=*b)'],
    ['blanks within a piece', 'displayName co "a  b"', '(displayName=*a b*)'],
    ['nothing to look for', 'displayName sw ""', '(displayName=*)'],
    ['letters that a server may not know', 'displayName co "\u{1f600}"', '(displayName=*)'],
    ['a sign that becomes capitals', 'displayName eq "№ 1"', '(displayName=*)'],
    ['an order that the type does not have', 'title gt "a"', '(title=*)'],
    ['one of several stored values', 'title eq "Boss"', '(title=boss)'],
    ['the absence of one of several stored values', 'title ne "Boss"', '(&)'],
    ['an address that mail cannot hold', 'emails.value co "ä"', '(|(mail=*)(scimEmail=*value*ä*))'],
    ['references, compared as they stand', 'profileUrl ne "https://a"', '(&)'],
    ['the last character of a reference', 'profileUrl sw "https://a"', '(scimProfileUrl=https://*)'],
    [
      'letters in telephone numbers',
      'phoneNumbers[type eq "pager" and value co "ext"]',
      '(|(&(pager=*)(pager=*))(&PAGER(scimPhoneNumber=*value*ext*)))',
    ],
    ['separators of structured values', 'addresses.streetAddress co "a;b"', '(scimAddress=*streetAddress*a*b*)'],
    ['a separator at the beginning', 'roles.value eq "=x"', '(scimRole=*value*x*)'],
    ['keys where the server knows case', 'photos.value sw "https://"', '(|(jpegPhoto=*)(scimPhoto=*https:/*))'],
    ['bytes', 'x509Certificates.value eq "AAA="', '(|(userCertificate;binary=*)(scimX509Certificate=*AA*))'],
    [
      'bytes in any spelling',
      'x509Certificates.value eq "abcd-efg_hi"',
      '(|(userCertificate;binary=*)(scimX509Certificate=*abcd*efg*))',
    ],
    ['other values of complex attributes', `members ne "${idOf(7)}"`, '(&)'],
  ])('is asked for %s', (_, filter, expected) => {
    const pager = `${value('pager').replaceAll('scimEmail', 'scimPhoneNumber').replaceAll('value', 'type')}`

    expect(pushed(filter.startsWith('members') ? Group : User, filter)).toBe(expected.replace('PAGER', pager))
  })

  it.each([
    ['not (title eq "Boss")', '(&)'],
    ['not (emails pr)', '(&)'],
    ['not (groups pr)', '(&)'],
    ['emails[not (type eq "work")]', '(|(mail=*)(scimEmail=*))'],
    ['not (title eq "Boss" and active eq true)', '(&)'],
  ])('is everything where an inexact filter is negated: %s', (filter, expected) => {
    expect(pushed(User, filter)).toBe(expected)
  })

  it.each([
    ['not (nickName gt "a")', '(!(&(scimNickName>=a)(!(scimNickName=a)))) exact'],
    ['displayName ne "x"', '(!(displayName=x)) exact'],
    ['not (id eq "x")', '(&) exact'],
    [
      'name.familyName sw "J" and not (title pr) or active eq false',
      '(|(&(sn=j*)(!(title=*)))(pwdAccountLockedTime=000001010000Z)(pwdEndTime<=19710101000000Z))',
    ],
  ])('is narrow where exact filters are combined: %s', (filter, expected) => {
    expect(pushed(User, filter)).toBe(expected)
  })
})

describe('literals', () => {
  it('are prepared as evaluation prepares them, ids too', () => {
    expect(pushed(User, 'displayName eq "  ＢＡＢＳ   J "')).toBe('(displayName=babs j) exact')
    expect(pushed(User, `id eq " ${idOf(1)} "`)).toBe(`(entryUUID=${idOf(1)}) exact`)
    expect(pushed(User, `${enterprise}:manager eq " ${idOf(7)} "`)).toBe(
      '(manager=uid=person7,ou=people,dc=example,dc=com)',
    )
    expect(pushed(User, 'phoneNumbers[type eq "ＰＡＧＥＲ" and not (value pr)]')).toContain('(pager=*)')
  })

  it('never leave their place', () => {
    expect(pushed(User, 'displayName eq "*)(uid=*"')).toBe('(displayName=\\2a\\29\\28uid=\\2a) exact')
    expect(pushed(User, 'displayName co "\\\\*"')).toBe('(displayName=*\\5c\\2a*) exact')
  })
})

describe('what every resource has', () => {
  it.each([
    ['meta.resourceType eq "User"', '(&) exact'],
    ['meta.resourceType eq "Group"', '(|) exact'],
    ['meta[resourceType eq "User"]', '(&)'],
    ['meta.created ne "2024-01-01T00:00:00Z"', '(!(createTimestamp=20240101000000Z)) exact'],
    ['meta.version eq "x"', '(&)'],
    ['schemas eq "urn:x"', '(&)'],
    ['active pr', '(&) exact'],
    ['id pr', '(entryUUID=*) exact'],
  ])('%s', (filter, expected) => {
    expect(pushed(User, filter)).toBe(expected)
  })
})

describe('without our schema', () => {
  it('asks the plain types alone', () => {
    expect(pushed(plainUser, 'emails.value eq "a@x.org"')).toBe('(mail=a@x.org)')
    expect(pushed(plainUser, 'phoneNumbers[type eq "work" and value sw "+1"]')).toBe(
      '(&(telephoneNumber=*)(telephoneNumber=+1*))',
    )
  })

  it('refuses a filter on what is not stored, instead of finding nobody', () => {
    expect(() => pushed(plainUser, 'externalId eq "x"')).toThrow(ScimError)
    expect(() => pushed(compileUser(userDeclaration({ externalId: null })), 'externalId eq "x"')).toThrow(
      /no attribute/,
    )
  })
})

describe('syntaxes and rules that are not known', () => {
  it('are not asked, since the answer may be Undefined', () => {
    const mapping = compileUser({
      ...userDeclaration({ nickName: 'c', title: 'destinationIndicator', locale: 'internationalISDNNumber' }),
      auxiliaryClasses: ['scimUser', 'extensibleObject'],
    })

    expect(pushed(mapping, 'nickName eq "Germany"')).toBe('(c=*)')
    expect(pushed(mapping, 'title ne "ä"')).toBe('(&)')
    expect(pushed(mapping, 'locale eq "1 2 3"')).toBe('(internationaliSDNNumber=123)')
    expect(pushed(mapping, 'locale eq "x"')).toBe('(internationaliSDNNumber=*)')
  })
})
