/** oddEntries: people and groups as no sane administrator keeps them, the same for the same seed; LDIF for slapadd. */
import type { LdifEntry } from '../../src/demo/ldif.ts'
import { createRandom, type Random } from '../../src/demo/random.ts'
import { childOf, type Dn } from '../../src/ldap/dn.ts'
import { directoryKey, oddTexts, oddUri, shortTexts } from './odd-texts.ts'

export interface OddEntriesOptions {
  readonly seed: number
  readonly people: number
  readonly groups: number
  readonly suffix: string
}

type Attributes = Record<string, readonly (string | Uint8Array)[]>

interface Person {
  readonly dn: Dn
  readonly uids: readonly string[]
}

/** Half of the people and groups are without our AUXILIARY class; a few entries are nobody at all. */
export const oddEntries = (options: OddEntriesOptions): readonly LdifEntry[] => {
  const random = createRandom(options.seed)
  const people = Array.from({ length: options.people }, (_, index) => nameOf(random, index, options.suffix))
  const groups = Array.from({ length: options.groups }, (_, index) => groupNameOf(random, index, options.suffix))
  const references = [
    ...people.map(({ dn }) => dn),
    ...groups.map(({ dn }) => dn),
    `uid=gone,ou=people,${options.suffix}`,
    `cn=scimdap,ou=services,${options.suffix}`,
    'uid=far,dc=elsewhere',
  ]
  return [
    ...people.map((person, index) => personEntry(random, person, { index, references })),
    ...groups.map(({ dn, names }, index) => groupEntry(random, { dn, names, index, references })),
    ...nobodies(options.suffix),
  ]
}

/** The naming value is not always the first. */
const nameOf = (random: Random, index: number, suffix: string): Person => {
  const uid = index % 3 === 0 ? `${random.pick(shortTexts)}${index}` : `u${index}${random.pick(shortTexts)}`
  const others = some(random, [0, 0, 0, 1, 2], () => `${random.pick(shortTexts)}.${index}`)
  return {
    dn: childOf(`ou=people,${suffix}` as Dn, [{ type: 'uid', value: uid }]),
    uids: random.below(2) === 0 ? [uid, ...others] : [...others, uid],
  }
}

const groupNameOf = (random: Random, index: number, suffix: string) => {
  const name = `${random.pick(shortTexts)} ${index}`
  const others = some(random, [0, 0, 1], () => `also ${random.pick(shortTexts)} ${index}`)
  return { dn: childOf(`ou=groups,${suffix}` as Dn, [{ type: 'cn', value: name }]), names: [...others, name] }
}

interface Place {
  readonly index: number
  readonly references: readonly string[]
}

const personEntry = (random: Random, { dn, uids }: Person, { index, references }: Place): LdifEntry => {
  const text = () => random.pick(oddTexts)
  const hasClass = index % 2 === 0
  const attributes: Attributes = {
    objectClass: ['inetOrgPerson', ...(hasClass ? ['scimUser'] : [])],
    uid: uids,
    cn: distinct(some(random, [1, 1, 1, 2, 3], text)),
    sn: distinct(some(random, [1, 1, 2], text)),
    givenName: distinct(some(random, [0, 1, 1, 2], text)),
    displayName: some(random, [0, 1, 1], text),
    title: distinct(some(random, [0, 0, 1, 1, 2], text)),
    employeeType: distinct(some(random, [0, 1, 2], text)),
    employeeNumber: some(random, [0, 1], text),
    preferredLanguage: some(random, [0, 1], text),
    departmentNumber: distinct(some(random, [0, 1, 2], text)),
    o: distinct(some(random, [0, 1, 2], text)),
    manager: distinct(some(random, [0, 0, 1, 1, 2], () => random.pick(references))),
    ...locks(random),
    ...plainLists(random),
    ...(hasClass ? ownAttributes(random) : {}),
    description: some(random, [0, 1], text),
    carLicense: some(random, [0, 1, 2], () => `KA ${random.below(1000)}`),
  }
  return { dn, attributes: { ...attributes, ...operational(random, index) } }
}

/** Locked for good in either spelling, locked for a while, or not at all. */
const locks = (random: Random): Attributes => ({
  pwdAccountLockedTime: random.pick([[], [], [], ['000001010000Z'], ['00000101000000Z'], ['20240101000000Z']]),
})

const mails = ['ada@example.com', 'ADA@Example.com', 'bob+x@example.org', '"a b"@x.net', 'a=b;c@x.net', 'c%41@x.net']
const phones = ['+1 201 555', '+1-201-556', '+1 201 555 EXT 7', '(0) 30/1', '112', '7=7', 'x 112', 'X 112']

const plainLists = (random: Random): Attributes => ({
  mail: distinct(some(random, [0, 1, 1, 2, 3], () => random.pick(mails))),
  telephoneNumber: distinctPhones(some(random, [0, 1, 2, 3], () => random.pick(phones))),
  mobile: distinctPhones(some(random, [0, 0, 1], () => random.pick(phones))),
  homePhone: some(random, [0, 0, 1], () => random.pick(phones)),
  pager: some(random, [0, 0, 1], () => random.pick(phones)),
  facsimileTelephoneNumber: distinct(some(random, [0, 0, 1, 2], () => random.pick(['+1 99', '+1 99$b4Length', '12']))),
  jpegPhoto: distinct(some(random, [0, 0, 1, 2], () => random.pick(jpegs))),
  'userCertificate;binary': some(random, [0, 0, 1], () => certificate),
})

const jpegs = [Buffer.from('ffd8ffe000104a46494600ffd9', 'hex'), Buffer.from('ffd8ffe000104a4649463132ffd9', 'hex')]
export const certificate = Buffer.from(
  'MIIBLjCB4aADAgECAhRZssFEihaVZtnj98Tl7DEWLZ1PMDAFBgMrZXAwDDEKMAgGA1UEAwwBYTAgFw0yNjExMjIwMTE3NDZaGA8yMTI2MTAyOTAxMTc0Nl' +
    'owDDEKMAgGA1UEAwwBYTAqMAUGAytlcAMhAOhKcePi3t9npy1ALDYD8NcCUSqD8HHEro2WKwDtaO3Eo1MwUTAdBgNVHQ4EFgQUAehxiA2da/EON6/b' +
    'vi/Q9Gyp+fQwHwYDVR0jBBgwFoAUAehxiA2da/EON6/bvi/Q9Gyp+fQwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQBLLTabXZPORbz3ji5s4EiwcTX2' +
    'vErPt2kQYzg1diEqaiPghCdEk5JHrtNcS54o3Zbb16fhmeCWD3xA7aRJ5VAN',
  'base64',
)

const ownAttributes = (random: Random): Attributes => {
  const text = () => random.pick(oddTexts)
  const maybe = () => some(random, [0, 1, 1], text)
  const list = (values: () => string) => distinct(some(random, [0, 0, 1, 2, 3], values))
  return {
    scimExternalId: maybe(),
    scimActive: random.pick([[], ['TRUE'], ['FALSE']]),
    scimMiddleName: maybe(),
    scimHonorificPrefix: maybe(),
    scimHonorificSuffix: maybe(),
    scimNickName: maybe(),
    scimProfileUrl: some(random, [0, 1], () => oddUri(random)),
    scimLocale: maybe(),
    scimTimezone: maybe(),
    scimCostCenter: maybe(),
    scimDivision: maybe(),
    scimEmail: list(() => companion(random, random.pick([...mails, ...oddTexts]))),
    scimPhoneNumber: list(() => companion(random, random.pick([...phones, 'tel:+1;ext=5']))),
    scimIm: list(() => companion(random, text())),
    scimEntitlement: list(() => companion(random, text())),
    scimRole: list(() => companion(random, text())),
    scimPhoto: list(() => companion(random, oddUri(random))),
    scimX509Certificate: list(() => companion(random, random.pick(['AAAA', 'AAA=', certificate.toString('base64')]))),
    scimAddress: list(() =>
      [`type=${random.pick(types)}`, `streetAddress=${escaped(text())}`, `locality=${escaped(text())}`].join(';'),
    ),
  }
}

const types = ['work', 'home', 'other', 'mobile', 'fax', 'WORK', 'ｗork']

/** As the gateway prints it, or as a foreign hand might. */
const companion = (random: Random, value: string): string => {
  const parts = [
    ...some(random, [0, 1, 1], () => `type=${random.pick(types)}`),
    ...some(random, [0, 0, 1], () => `primary=${random.pick(['true', 'false', 'TRUE', 'maybe'])}`),
    ...some(random, [0, 0, 1], () => `display=${escaped(random.pick(oddTexts))}`),
    ...some(random, [0, 0, 0, 0, 0, 1], () => random.pick(['unknown=1', 'nonsense', 'Type=home'])),
    `${random.pick(['value', 'value', 'value', 'value', 'VALUE'])}=${escaped(value)}`,
  ]
  const text = (random.below(12) === 0 ? parts.reverse() : parts).join(';')
  return /=%[C2][0-9]|%[0-9A-F]{2}(;|$)/.test(text) && random.below(3) > 0 ? `blank=edge;${text}` : text
}

const escaped = (text: string): string =>
  text.replace(/[%;=]/g, encodeURIComponent).replace(/^[ \u00a0]|[ \u00a0]$/g, (blank) => encodeURIComponent(blank))

const groupEntry = (
  random: Random,
  { dn, names, index, references }: Place & { readonly dn: Dn; readonly names: readonly string[] },
): LdifEntry => ({
  dn,
  attributes: {
    objectClass: ['groupOfNames', ...(index % 2 === 0 ? ['scimGroup'] : [])],
    cn: names,
    member: distinct(some(random, [1, 2, 5, 20], () => random.pick(references))),
    ...(index % 2 === 0 ? { scimExternalId: some(random, [0, 1], () => random.pick(oddTexts)) } : {}),
    ...operational(random, 100_000 + index),
  },
})

/** Below the bases, but no resources: another object class, or no value of a required attribute. */
const nobodies = (suffix: string): readonly LdifEntry[] => [
  {
    dn: `uid=device,ou=people,${suffix}`,
    attributes: { objectClass: ['device', 'uidObject'], cn: ['x'], uid: ['device'] },
  },
  { dn: `cn=No Uid,ou=people,${suffix}`, attributes: { objectClass: ['inetOrgPerson'], cn: ['No Uid'], sn: ['Uid'] } },
  { dn: `ou=deep,ou=people,${suffix}`, attributes: { objectClass: ['organizationalUnit'], ou: ['deep'] } },
]

const hours = ['20200229235959', '20240101000000', '20240101000001', '20240630120000', '20261231235959']

/** Ids and times of our own, so that a failure looks the same in every run. */
const operational = (random: Random, index: number): Attributes => {
  const times = [random.pick(hours), random.pick(hours)].sort()
  return {
    entryUUID: [`${random.pick(['0a', 'f0'])}000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`],
    createTimestamp: [`${times[0]}Z`],
    modifyTimestamp: [`${times[1]}Z`],
    ...(random.below(4) === 0 ? { pwdChangedTime: ['20240101000000Z'] } : {}),
  }
}

const some = <T>(random: Random, counts: readonly number[], make: () => T): readonly T[] =>
  Array.from({ length: random.pick(counts) }, make)

const distinct = <T extends string | Uint8Array>(
  values: readonly T[],
  keyOf: (value: T) => unknown = (value) => (typeof value === 'string' ? directoryKey(value) : value),
): readonly T[] => [...new Map(values.map((value) => [keyOf(value), value])).values()]

/** telephoneNumberMatch passes over blanks and hyphens, and slapd's knows case. */
const distinctPhones = (values: readonly string[]): readonly string[] =>
  distinct(values, (value) => value.replace(/[ -]/g, ''))
