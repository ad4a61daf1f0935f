/** Preset `scimdap`: inetOrgPerson and groupOfNames with the schema of ldap-schema/, nothing of RFC 7643 left out. */
import { urn } from '../../scim/urn.ts'
import type { MappingDeclaration } from '../declaration/declaration.ts'

type Preset = Omit<MappingDeclaration, 'base'>
const enterprise = (name: string) => `${urn.enterpriseUser}:${name}`

const user: Preset = {
  scope: 'sub',
  objectClass: 'inetOrgPerson',
  createClasses: ['inetOrgPerson'],
  auxiliaryClasses: ['scimUser'],
  rdn: 'uid',
  attributes: {
    externalId: 'scimExternalId',
    userName: 'uid',
    'name.formatted': { attribute: 'cn', default: ['name.givenName', 'name.familyName'] },
    'name.familyName': 'sn',
    'name.givenName': 'givenName',
    'name.middleName': 'scimMiddleName',
    'name.honorificPrefix': 'scimHonorificPrefix',
    'name.honorificSuffix': 'scimHonorificSuffix',
    displayName: 'displayName',
    nickName: 'scimNickName',
    profileUrl: 'scimProfileUrl',
    title: 'title',
    userType: 'employeeType',
    preferredLanguage: 'preferredLanguage',
    locale: 'scimLocale',
    timezone: 'scimTimezone',
    active: { flag: 'scimActive', lock: 'pwdAccountLockedTime' },
    password: { password: 'userPassword', by: 'operation' },
    emails: { plain: [{ attribute: 'mail' }], structured: 'scimEmail' },
    phoneNumbers: {
      plain: [
        { attribute: 'telephoneNumber', as: 'work' },
        { attribute: 'mobile', as: 'mobile' },
        { attribute: 'homePhone', as: 'home' },
        { attribute: 'pager', as: 'pager' },
        { attribute: 'facsimileTelephoneNumber', as: 'fax' },
      ],
      structured: 'scimPhoneNumber',
    },
    ims: { structured: 'scimIm' },
    photos: { plain: [{ attribute: 'jpegPhoto', as: 'photo', codec: 'data-uri' }], structured: 'scimPhoto' },
    addresses: { structured: 'scimAddress' },
    groups: { memberships: 'Group' },
    entitlements: { structured: 'scimEntitlement' },
    roles: { structured: 'scimRole' },
    x509Certificates: {
      plain: [{ attribute: 'userCertificate;binary', codec: 'base64' }],
      structured: 'scimX509Certificate',
    },
    [enterprise('employeeNumber')]: 'employeeNumber',
    [enterprise('costCenter')]: 'scimCostCenter',
    [enterprise('organization')]: 'o',
    [enterprise('division')]: 'scimDivision',
    [enterprise('department')]: 'departmentNumber',
    [enterprise('manager')]: { reference: 'manager', to: 'User' },
  },
}

const group: Preset = {
  scope: 'sub',
  objectClass: 'groupOfNames',
  createClasses: ['groupOfNames'],
  auxiliaryClasses: ['scimGroup'],
  rdn: 'cn',
  attributes: {
    externalId: 'scimExternalId',
    displayName: 'cn',
    members: { members: 'member', to: ['User', 'Group'] },
  },
}

export const scimdapPreset = { User: user, Group: group }
