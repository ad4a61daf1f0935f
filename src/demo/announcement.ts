/** announcement: what the demo tells when everything runs; each line can be pasted into a shell. */
import { quote } from './quote.ts'
import type { Slapd } from './running-slapd.ts'
import { ldapsearchOf, type ShellFile } from './shell-file.ts'

export interface Announcement extends ShellFile {
  readonly slapd: Slapd
  /** Of bjensen and the nine after her. */
  readonly password: string
  /** Path of the file that `printShellFile` is in. */
  readonly shellFile: string
}

export const announcement = (facts: Announcement): string => {
  const { baseUrl, token, personToken, slapd, password } = facts
  const curl = `curl -w '\\n' -H ${quote(`Authorization: Bearer ${token}`)}`
  const json = `-H 'Content-Type: application/scim+json'`
  const search = `-D ${quote(slapd.adminDn)} -w ${quote(slapd.adminPassword)} -b ${quote(slapd.suffix)}`
  return `
SCIM base URL   ${baseUrl}
Bearer token    ${token}
Barbara's token ${personToken}   (for /Me: she is bjensen)

  ${curl} ${quote(`${baseUrl}/Users?count=3`)}
  ${curl} ${quote(`${baseUrl}/Users?filter=userName%20eq%20%22bjensen%22`)}
  ${curl} ${json} -d ${quote(newUser)} ${quote(`${baseUrl}/Users`)}

LDAP URL        ${slapd.url}
ldapi URL       ${slapd.ldapi === undefined ? 'none: slapd runs in a container' : `${slapd.ldapi}   (cn=config, by SASL EXTERNAL)`}
Administrator   ${slapd.adminDn}
Password        ${slapd.adminPassword}
Gateway         ${slapd.gatewayDn}
Its password    ${slapd.gatewayPassword}
People          uid=bjensen,ou=people,${slapd.suffix} and the nine after her may bind: ${password}

  ${ldapsearchOf(slapd.installation)} -x -H ${slapd.url} ${search} ${quote('(uid=bjensen)')}

Configuration   ${facts.configFile}

In another shell, this sets what the pages of docs/ use ($SCIM, $TOKEN, $LDAPI, scimdap, ldapadd, ...):

  . ${quote(facts.shellFile)}

Ctrl-C stops both and leaves nothing behind.
`
}

const newUser = JSON.stringify({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'newcomer',
  name: { givenName: 'New', familyName: 'Comer' },
  emails: [{ value: 'newcomer@example.com', type: 'work', primary: true }],
})
