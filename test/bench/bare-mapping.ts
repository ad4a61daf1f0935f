/** userOf, groupOf: entries to resources as one writes it by hand for one directory, without a mapping. */
import type { Entry } from 'ldapts'

export interface Named {
  readonly id: string
  readonly name: string
}

const urn = 'urn:ietf:params:scim:schemas:'

export const textsOf = (value: Entry[string] | undefined): readonly string[] =>
  value === undefined ? [] : Array.isArray(value) ? value.map(String) : [String(value)]

export const textOf = (value: Entry[string] | undefined): string | undefined => textsOf(value)[0]

/** `groups`: undefined where they were not asked for. */
export const userOf = (
  entry: Entry,
  at: { readonly url: string; readonly manager?: Named; readonly groups?: readonly Named[] },
) => {
  const id = textOf(entry.entryUUID) ?? ''
  const enterprise = enterpriseOf(entry, at)
  return {
    schemas: [`${urn}core:2.0:User`, ...(enterprise === undefined ? [] : [`${urn}extension:enterprise:2.0:User`])],
    id,
    externalId: textOf(entry.scimExternalId),
    meta: metaOf(entry, 'User', `${at.url}/Users/${id}`),
    userName: textOf(entry.uid),
    name: {
      formatted: textOf(entry.cn),
      familyName: textOf(entry.sn),
      givenName: textOf(entry.givenName),
      middleName: textOf(entry.scimMiddleName),
      honorificPrefix: textOf(entry.scimHonorificPrefix),
    },
    displayName: textOf(entry.displayName),
    nickName: textOf(entry.scimNickName),
    title: textOf(entry.title),
    userType: textOf(entry.employeeType),
    preferredLanguage: textOf(entry.preferredLanguage),
    locale: textOf(entry.scimLocale),
    timezone: textOf(entry.scimTimezone),
    active: textOf(entry.pwdAccountLockedTime) === undefined && textOf(entry.scimActive) !== 'FALSE',
    emails: listOf(entry.scimEmail, entry.mail),
    phoneNumbers: listOf(entry.scimPhoneNumber, entry.telephoneNumber),
    ims: listOf(entry.scimIm),
    addresses: listOf(entry.scimAddress),
    roles: listOf(entry.scimRole),
    photos: photosOf(entry),
    groups: at.groups?.map(({ id: value, name }) => ({
      value,
      $ref: `${at.url}/Groups/${value}`,
      display: name,
      type: 'direct',
    })),
    ...(enterprise !== undefined && { [`${urn}extension:enterprise:2.0:User`]: enterprise }),
  }
}

export const groupOf = (
  entry: Entry,
  { url, members }: { readonly url: string; readonly members?: readonly string[] },
) => {
  const id = textOf(entry.entryUUID) ?? ''
  return {
    schemas: [`${urn}core:2.0:Group`],
    id,
    meta: metaOf(entry, 'Group', `${url}/Groups/${id}`),
    displayName: textOf(entry.cn),
    members: members?.map((value) => ({ value, $ref: `${url}/Users/${value}`, type: 'User' })),
  }
}

const metaOf = (entry: Entry, resourceType: string, location: string) => ({
  resourceType,
  created: dateOf(entry.createTimestamp),
  lastModified: dateOf(entry.modifyTimestamp),
  location,
  version: `W/"${textOf(entry.entryCSN)}"`,
})

/** `20261122174238Z` */
const dateOf = (value: Entry[string] | undefined): string | undefined =>
  textOf(value)?.replace(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d).*/, '$1-$2-$3T$4:$5:$6Z')

/** Structured companions where there are any, else the plain values. */
const listOf = (companions: Entry[string] | undefined, plain?: Entry[string]) => {
  const structured = textsOf(companions).map(companionOf)
  const values = structured.length > 0 ? structured : textsOf(plain).map((value) => ({ value }))
  return values.length === 0 ? undefined : values
}

/** `type=work;primary=true;value=…` */
const companionOf = (text: string): Readonly<Record<string, unknown>> => {
  const parts: Record<string, unknown> = {}
  for (const part of text.split(';')) {
    const at = part.indexOf('=')
    const value = part.slice(at + 1)
    parts[part.slice(0, at)] = value === 'true' ? true : value.includes('%') ? decodeURIComponent(value) : value
  }
  return parts
}

const photosOf = ({ jpegPhoto, scimPhoto }: Entry) => {
  const links = textsOf(scimPhoto).map(companionOf)
  if (!(jpegPhoto instanceof Uint8Array)) return links.length === 0 ? undefined : links
  return [...links, { value: `data:image/jpeg;base64,${Buffer.from(jpegPhoto).toString('base64')}`, type: 'photo' }]
}

const enterpriseOf = (entry: Entry, { url, manager }: { readonly url: string; readonly manager?: Named }) => {
  const { employeeNumber, scimCostCenter, o, departmentNumber } = entry
  const values = {
    employeeNumber: textOf(employeeNumber),
    costCenter: textOf(scimCostCenter),
    organization: textOf(o),
    department: textOf(departmentNumber),
    ...(manager && {
      manager: { value: manager.id, $ref: `${url}/Users/${manager.id}`, displayName: manager.name },
    }),
  }
  return Object.values(values).some((value) => value !== undefined) ? values : undefined
}
