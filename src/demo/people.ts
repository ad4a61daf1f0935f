/** people: invented persons for the demo, varied on purpose, the same for the same seed. RFC 2798, RFC 7643 §8 */
import { printDn } from '../ldap/dn.ts'
import type { LdifEntry } from './ldif.ts'
import {
  departments,
  familyNames,
  givenNames,
  languages,
  oddUserNames,
  organizations,
  streets,
  timezones,
  titles,
  userTypes,
} from './names.ts'
import { createRandom, type Random } from './random.ts'

export interface PeopleOptions {
  readonly count: number
  readonly seed: number
  /** Where they live, such as `ou=people,dc=example,dc=com`. */
  readonly base: string
  /** userPassword of the first ten, already hashed; none: nobody has one. */
  readonly passwordHash?: string
  /** False: nobody has our AUXILIARY class, for a server without our schema. Default: every other person has it. */
  readonly withClass?: boolean
}

/** Person by person, so that a million need no memory. */
export function* people(options: PeopleOptions): Generator<LdifEntry> {
  for (let index = 0; index < options.count; index++) yield person(options, index)
}

/** The first person is the one of RFC 7643; of the others every seventh has a name that needs escaping somewhere. */
const userNameOf = (index: number): string => {
  if (index === 0) return 'bjensen'
  const odd = oddUserNames[Math.floor(index / 7) % oddUserNames.length]
  return index % 7 === 3 && odd !== undefined ? odd.replace('{n}', String(index)) : `person${index}`
}

export const personDnOf = (base: string, index: number): string =>
  `${printDn([[{ type: 'uid', value: userNameOf(index) }]])},${base}`

type Attributes = Record<string, readonly (string | Uint8Array)[]>

/** What makes a person special goes by the index, not by chance: 200 people have all of it. */
const person = (options: PeopleOptions, index: number): LdifEntry => {
  const random = createRandom(options.seed * 0x1000003 + index)
  const name = index === 0 ? { given: 'Barbara', family: 'Jensen' } : nameOf(random)
  const hasClass = options.withClass !== false && index % 2 === 0
  const isDisabled = index % 17 === 5 || index % 34 === 16
  const attributes: Attributes = {
    objectClass: ['inetOrgPerson', ...(hasClass ? ['scimUser'] : [])],
    uid: [userNameOf(index)],
    ...namesAsStored(name, index),
    ...mails(index),
    ...(index % 3 === 0 ? {} : work(random, index)),
    ...(index > 0 && index % 4 !== 1 && { manager: [personDnOf(options.base, Math.floor(index / 10))] }),
    ...(index % 10 === 4 && { jpegPhoto: [photo] }),
    ...(isDisabled && { pwdAccountLockedTime: ['000001010000Z'] }),
    ...(hasClass && scimAttributes(random, index, isDisabled)),
    ...(index < 10 && options.passwordHash !== undefined && { userPassword: [options.passwordHash] }),
  }
  return { dn: personDnOf(options.base, index), attributes }
}

interface Name {
  readonly given: string
  readonly family: string
}

const nameOf = (random: Random): Name => ({ given: random.pick(givenNames), family: random.pick(familyNames) })

const namesAsStored = ({ given, family }: Name, index: number): Attributes => ({
  cn: [index % 13 === 6 ? `${family}, ${given}` : `${given} ${family}`],
  sn: [family],
  ...(index % 5 !== 2 && { givenName: [given] }),
  ...(index % 3 !== 1 && { displayName: [index % 6 === 0 ? `${family}, ${given} (${index})` : `${given} ${family}`] }),
})

/** From none to three; the syntax of mail is ASCII. */
const mailsOf = (index: number): readonly string[] => {
  const all = [`person${index}@example.com`, `p.${index}+home@mail.example.org`, `"odd, ${index}"@example.net`]
  return all.slice(0, [1, 1, 2, 1, 3, 1, 0, 2][index % 8])
}

const mails = (index: number): Attributes => {
  const values = mailsOf(index)
  return values.length === 0 ? {} : { mail: values }
}

const work = (random: Random, index: number): Attributes => ({
  title: [random.pick(titles)],
  employeeNumber: [String(700_000 + index)],
  employeeType: [random.pick(userTypes)],
  departmentNumber: [random.pick(departments)],
  o: [random.pick(organizations)],
  preferredLanguage: [random.pick(languages)],
  telephoneNumber: [phoneOf(index)],
  ...(index % 4 === 2 && { mobile: [`+49 171 ${1_000_000 + index}`] }),
})

const phoneOf = (index: number): string => `+1 555 ${String(1_000_000 + index)}`

/** What only our AUXILIARY class can hold, with the structured companions of mail and telephoneNumber. */
const scimAttributes = (random: Random, index: number, isDisabled: boolean): Attributes => {
  const types = ['work', 'home', 'other']
  const emails = mailsOf(index).map((mail, n) => `type=${types[n]}${n === 0 ? ';primary=true' : ''};value=${mail}`)
  return {
    scimExternalId: [`hr-${String(index).padStart(7, '0')}`],
    scimActive: [isDisabled ? 'FALSE' : 'TRUE'],
    scimTimezone: [random.pick(timezones)],
    scimLocale: [random.pick(languages)],
    ...(emails.length > 0 && { scimEmail: emails }),
    ...(index % 3 !== 0 && { scimPhoneNumber: [`type=work;primary=true;value=${phoneOf(index)}`] }),
    ...(index % 4 === 0 && { scimNickName: [`Nick ${index}`], scimMiddleName: [random.pick(givenNames)] }),
    ...(index % 6 === 0 && { scimAddress: [address(random)] }),
    ...(index % 8 === 2 && {
      scimRole: ['type=app;primary=true;value=admin', 'value=auditor'],
      scimHonorificPrefix: ['Dr.'],
    }),
    ...(index % 12 === 8 && { scimIm: [`type=xmpp;value=person${index}@chat.example.com`], scimCostCenter: ['4130'] }),
    ...(index % 16 === 6 && { scimPhoto: [`type=photo;value=https://photos.example.com/${index}.jpg`] }),
  }
}

/** `;` and `=` within a value are percent-escaped: ldap-schema/README.md, "Structured companions". */
const address = (random: Random): string => {
  const street = random.pick(streets).replace(/[%;=]/g, encodeURIComponent)
  return `type=work;primary=true;streetAddress=${street};locality=Hollywood;region=CA;postalCode=91608;country=US`
}

/** A JPEG of one pixel. */
const photo = Buffer.from(
  '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAAMCAgICAgMCAgIDAwMDBAYEBAQEBAgGBgUGCQgKCgkICQkKDA8MCgsOCwkJDRENDg8QEBEQCgwSExIQEw8Q' +
    'EBD/yQALCAABAAEBAREA/8wABgAQEAX/2gAIAQEAAD8A0s8g/9k=',
  'base64',
)
