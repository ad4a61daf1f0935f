/** Preset `activeDirectory`: Active Directory, and Samba in its place: users and groups as they stand there. [MS-ADSC], [MS-ADTS] */
import { urn } from '../../scim/urn.ts'
import type { MappingDeclaration } from '../declaration/declaration.ts'

type Preset = Omit<MappingDeclaration, 'base'>
const enterprise = (name: string) => `${urn.enterpriseUser}:${name}`

/** ADS_UF_ACCOUNTDISABLE, beside ADS_UF_NORMAL_ACCOUNT. A lock after failed logins is in lockoutTime, and none of this. */
const active: MappingDeclaration['attributes'][string] = {
  bits: 'userAccountControl',
  mask: 0x2,
  whenSet: false,
  others: 0x200,
  enforcedBy: 'Active Directory refuses the bind of whoever has ACCOUNTDISABLE set in userAccountControl',
}

/**
 * The name of the entry is the userName, which is one in the whole domain, and stays: full names collide. A computer is a
 * user, too, for the schema.
 */
const user: Preset = {
  scope: 'sub',
  objectClass: 'user',
  filter: '(!(objectClass=computer))',
  createClasses: ['user'],
  auxiliaryClasses: [],
  rdn: 'cn',
  createAttributes: { cn: '{userName}' },
  // A service account has no family name.
  optional: ['name'],
  attributes: {
    userName: 'sAMAccountName',
    'name.formatted': { attribute: 'cn', access: 'readOnly' },
    'name.familyName': 'sn',
    'name.givenName': 'givenName',
    'name.middleName': 'middleName',
    'name.honorificPrefix': 'personalTitle',
    'name.honorificSuffix': 'generationQualifier',
    displayName: 'displayName',
    profileUrl: 'wWWHomePage',
    title: 'title',
    userType: 'employeeType',
    preferredLanguage: 'preferredLanguage',
    active,
    password: { password: 'unicodePwd', by: 'value', as: 'quotedUtf16' },
    emails: { plain: [{ attribute: 'mail' }, { attribute: 'otherMailbox' }] },
    phoneNumbers: {
      plain: [
        { attribute: 'telephoneNumber', as: 'work' },
        { attribute: 'mobile', as: 'mobile' },
        { attribute: 'homePhone', as: 'home' },
        { attribute: 'pager', as: 'pager' },
        { attribute: 'facsimileTelephoneNumber', as: 'fax' },
        { attribute: 'otherTelephone', as: 'work' },
        { attribute: 'otherMobile', as: 'mobile' },
        { attribute: 'otherHomePhone', as: 'home' },
        { attribute: 'otherPager', as: 'pager' },
        { attribute: 'otherFacsimileTelephoneNumber', as: 'fax' },
      ],
    },
    photos: { plain: [{ attribute: 'thumbnailPhoto', as: 'photo', codec: 'data-uri' }] },
    groups: { memberships: 'Group' },
    x509Certificates: { plain: [{ attribute: 'userCertificate', codec: 'base64' }] },
    [enterprise('employeeNumber')]: 'employeeNumber',
    [enterprise('organization')]: 'company',
    [enterprise('division')]: 'division',
    [enterprise('department')]: 'department',
    [enterprise('manager')]: { reference: 'manager', to: 'User' },
  },
}

/** ADS_GROUP_TYPE_GLOBAL_GROUP and ADS_GROUP_TYPE_SECURITY_ENABLED. */
const globalSecurityGroup = '-2147483646'

const group: Preset = {
  scope: 'sub',
  objectClass: 'group',
  createClasses: ['group'],
  auxiliaryClasses: [],
  rdn: 'cn',
  createAttributes: { sAMAccountName: '{displayName}', groupType: globalSecurityGroup },
  emptyGroups: 'native',
  attributes: {
    displayName: 'cn',
    members: { members: 'member', to: ['User', 'Group'] },
  },
}

export const activeDirectoryPreset = { User: user, Group: group }
