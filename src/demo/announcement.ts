/** announcement: what the demo tells when everything runs; each line can be pasted into a shell. */
import { dirname } from 'node:path'
import type { SlapdInstallation } from './install-slapd.ts'
import type { Slapd } from './running-slapd.ts'

export interface Announcement {
  /** With the base path, such as `http://127.0.0.1:8080/scim/v2`. */
  readonly baseUrl: string
  readonly token: string
  readonly slapd: Slapd
  /** Of bjensen and the nine after her. */
  readonly password: string
}

export const announcement = ({ baseUrl, token, slapd, password }: Announcement): string => {
  const authorization = `-H ${quote(`Authorization: Bearer ${token}`)}`
  const json = `-H 'Content-Type: application/scim+json'`
  const search = `-D ${quote(slapd.adminDn)} -w ${quote(slapd.adminPassword)} -b ${quote(slapd.suffix)}`
  return `
SCIM base URL   ${baseUrl}
Bearer token    ${token}

  curl ${authorization} ${quote(`${baseUrl}/Users?count=3`)}
  curl ${authorization} ${quote(`${baseUrl}/Users?filter=userName%20eq%20%22bjensen%22`)}
  curl ${authorization} ${json} -d ${quote(newUser)} ${quote(`${baseUrl}/Users`)}

LDAP URL        ${slapd.url}
ldapi URL       ${slapd.ldapi === undefined ? 'none: slapd runs in a container' : `${slapd.ldapi}   (cn=config, by SASL EXTERNAL)`}
Administrator   ${slapd.adminDn}
Password        ${slapd.adminPassword}
People          uid=bjensen,ou=people,${slapd.suffix} and the nine after her may bind: ${password}

  ${ldapsearch(slapd.installation)} -x -H ${slapd.url} ${search} ${quote('(uid=bjensen)')}

Ctrl-C stops both and leaves nothing behind.
`
}

const newUser = JSON.stringify({
  schemas: ['urn:ietf:params:scim:schemas:core:2.0:User'],
  userName: 'newcomer',
  name: { givenName: 'New', familyName: 'Comer' },
  emails: [{ value: 'newcomer@example.com', type: 'work', primary: true }],
})

/** Unpacked from packages it needs the libraries beside it. */
const ldapsearch = (installation: SlapdInstallation | undefined): string => {
  const { ldapsearch: program, libraryPath } = installation ?? {}
  if (program === undefined || (process.env.PATH ?? '').split(':').includes(dirname(program))) return 'ldapsearch'
  return `${libraryPath === undefined ? '' : `LD_LIBRARY_PATH=${quote(libraryPath)} `}${quote(program)}`
}

/** As one word for a POSIX shell. */
const quote = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`)
