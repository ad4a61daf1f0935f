/** The attribute types that the gateway reads of a person with the preset `scimdap`; the bare handler reads the same. */
export const shownTypes: readonly string[] = (
  'entryUUID entryCSN createTimestamp modifyTimestamp scimExternalId uid cn sn givenName scimMiddleName ' +
  'scimHonorificPrefix scimHonorificSuffix displayName scimNickName scimProfileUrl title employeeType ' +
  'preferredLanguage scimLocale scimTimezone scimActive pwdAccountLockedTime pwdEndTime mail scimEmail ' +
  'telephoneNumber mobile homePhone pager facsimileTelephoneNumber scimPhoneNumber scimIm jpegPhoto scimPhoto ' +
  'scimAddress scimEntitlement scimRole userCertificate;binary scimX509Certificate employeeNumber ' +
  'scimCostCenter o scimDivision departmentNumber manager pwdChangedTime'
).split(' ')
