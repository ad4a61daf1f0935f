/** What the suites of 389 Directory Server share. */

/** ldap-schema/389-ds.ldif has the same. */
export const versionType =
  "( 2.25.242993076924431544518558566286584844779.1.99 NAME 'scimVersion' EQUALITY caseExactMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 SINGLE-VALUE USAGE directoryOperation )"
