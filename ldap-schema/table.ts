/** The schema of scimdap as a table: what RFC 7643 knows and inetOrgPerson and groupOfNames cannot hold. RFC 4512 §4.1 */

/** How values compare. Every string type has an ORDERING rule: without one slapd answers no `>=` (RFC 4517 §4.2). */
export type Matching = 'ignore-case' | 'exact-case' | 'boolean' | 'octets'

export interface AttributeTypeRow {
  /** Last arc of the OID: given once, never used again for anything else. */
  readonly number: number
  readonly name: string
  readonly description: string
  readonly matching: Matching
  readonly singleValue: boolean
  /** What indexes.ldif says; undefined: values too big, or not filtered. */
  readonly index?: 'eq' | 'eq,sub'
}

export interface ObjectClassRow {
  readonly number: number
  readonly name: string
  readonly description: string
  readonly may: readonly string[]
}

/** Under 2.25: a UUID (b6cec3aa-0030-4253-9cf2-616e3ebe11eb) is an OID that needs no registration. ITU-T X.667 */
export const arc = '2.25.242993076924431544518558566286584844779'

const text = (number: number, name: string, description: string, index?: 'eq' | 'eq,sub'): AttributeTypeRow => ({
  ...{ number, name, description, matching: 'ignore-case', singleValue: true },
  ...(index && { index }),
})

/** One value holds one element of a complex attribute: see README.md, "Structured companions". */
const companion = (number: number, name: string, description: string, index?: 'eq' | 'eq,sub'): AttributeTypeRow => ({
  ...text(number, name, description, index),
  singleValue: false,
})

export const attributeTypes: readonly AttributeTypeRow[] = [
  {
    ...text(1, 'scimExternalId', 'RFC 7643 externalId: name of the resource at its client', 'eq'),
    matching: 'exact-case',
  },
  { ...text(2, 'scimActive', 'RFC 7643 active: FALSE keeps the person out', 'eq'), matching: 'boolean' },
  text(3, 'scimMiddleName', 'RFC 7643 name.middleName', 'eq'),
  text(4, 'scimHonorificPrefix', 'RFC 7643 name.honorificPrefix'),
  text(5, 'scimHonorificSuffix', 'RFC 7643 name.honorificSuffix'),
  text(6, 'scimNickName', 'RFC 7643 nickName', 'eq,sub'),
  { ...text(7, 'scimProfileUrl', 'RFC 7643 profileUrl'), matching: 'exact-case' },
  text(8, 'scimUserType', 'RFC 7643 userType', 'eq'),
  text(9, 'scimLocale', 'RFC 7643 locale', 'eq'),
  text(10, 'scimTimezone', 'RFC 7643 timezone', 'eq'),
  text(11, 'scimDisplayName', 'RFC 7643 displayName where it differs from the naming value', 'eq,sub'),
  text(12, 'scimDepartment', 'RFC 7643 enterprise department', 'eq,sub'),
  text(13, 'scimOrganization', 'RFC 7643 enterprise organization', 'eq,sub'),
  text(14, 'scimCostCenter', 'RFC 7643 enterprise costCenter', 'eq'),
  text(15, 'scimDivision', 'RFC 7643 enterprise division', 'eq,sub'),
  companion(16, 'scimEmail', 'RFC 7643 emails: companion of mail', 'eq,sub'),
  companion(17, 'scimPhoneNumber', 'RFC 7643 phoneNumbers: companion of telephoneNumber', 'eq,sub'),
  companion(18, 'scimIm', 'RFC 7643 ims', 'eq,sub'),
  companion(19, 'scimAddress', 'RFC 7643 addresses', 'eq,sub'),
  companion(20, 'scimEntitlement', 'RFC 7643 entitlements', 'eq,sub'),
  companion(21, 'scimRole', 'RFC 7643 roles', 'eq,sub'),
  { ...companion(22, 'scimPhoto', 'RFC 7643 photos'), matching: 'exact-case' },
  { ...companion(23, 'scimX509Certificate', 'RFC 7643 x509Certificates'), matching: 'exact-case' },
  companion(24, 'scimMember', 'RFC 7643 members: what member cannot say of an element'),
  { ...text(25, 'scimExtra', 'Attributes of other SCIM schemas as JSON'), matching: 'octets' },
  { ...text(26, 'scimUnknownManager', 'Id of a manager that is no resource here', 'eq'), matching: 'exact-case' },
  {
    ...companion(
      27,
      'scimClientExternalId',
      'RFC 7643 externalId of each client: its name, a colon, a blank, the id',
      'eq',
    ),
    matching: 'exact-case',
  },
]

const either = ['scimExternalId', 'scimDisplayName', 'scimExtra', 'scimClientExternalId']
const groupOnly = ['scimMember']

/** AUXILIARY and without MUST: an existing entry takes a class on at its first write, and may lose it again. */
export const objectClasses: readonly ObjectClassRow[] = [
  {
    ...{ number: 1, name: 'scimUser', description: 'RFC 7643 User and enterprise User' },
    may: [
      ...either,
      ...attributeTypes.map(({ name }) => name).filter((name) => ![...either, ...groupOnly].includes(name)),
    ],
  },
  { number: 2, name: 'scimGroup', description: 'RFC 7643 Group', may: [...either, ...groupOnly] },
]

/** Attributes of the standard schemas that requests of SCIM clients filter by or that the gateway looks up. */
export const standardIndexes: readonly (readonly [types: string, kinds: string])[] = [
  ['objectClass', 'eq'],
  ['entryUUID,entryCSN,createTimestamp,modifyTimestamp', 'eq'],
  ['uid,cn,sn,givenName,displayName,mail', 'eq,sub'],
  ['title,employeeNumber,employeeType,telephoneNumber,o,departmentNumber,preferredLanguage', 'eq'],
  ['member,uniqueMember,manager,owner,secretary,roleOccupant,seeAlso', 'eq'],
]
