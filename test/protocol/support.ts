/** What the protocol suites share: the administrator's view of a directory, and the other LDAP clients that use it. */
import { readFileSync } from 'node:fs'
import { Attribute, Change, type Client, InvalidCredentialsError, UnwillingToPerformError } from 'ldapts'
import { expect } from 'vitest'
import { connectAs } from '../../src/demo/connect.ts'
import { nsUniqueIdText } from '../../src/directory/names/names.ts'
import { errorMessage, type ScimType } from '../../src/scim/error.ts'
import { startDs389, versionType } from '../support/ds389.ts'
import { type Answer, startGateway, type TestGateway } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { asActiveDirectoryUser, objectGuidOf, startVersionedSamba } from './samba-administrator.ts'

type Stored = Readonly<Record<string, readonly string[]>>
type Values = Readonly<Record<string, string | readonly string[]>>

/** A directory, a gateway over it with its own account, and the administrator who looks behind. */
export interface Stage {
  readonly ldap: Openldap
  readonly scim: TestGateway
  readonly admin: Administrator
  readonly people: string
  readonly groups: string
  /** The DN of the person with this userName, in the container of people. */
  personDn(userName: string): string
  end(): Promise<void>
}

export const openStage = async (
  slapd: Parameters<typeof startOpenldap>[0] = {},
  overlay:
    | Readonly<Record<string, unknown>>
    | ((suffix: string, ldap: Openldap) => Readonly<Record<string, unknown>>) = {},
): Promise<Stage> => {
  const ldap = await startDirectory(slapd)
  const scim = await startGateway(ldap, typeof overlay === 'function' ? overlay(ldap.suffix, ldap) : overlay)
  const client = await ldap.admin()
  const end = async () => {
    await scim.close()
    await client.unbind()
    await ldap.stop()
  }
  const admin = administratorOf(client)
  const [people, groups] = [`ou=people,${ldap.suffix}`, `ou=groups,${ldap.suffix}`]
  const personDn = (userName: string) => `${rdnType}=${userName},${people}`
  return { ldap, scim, admin, people, groups, personDn, end }
}

/** The suites run on 389 Directory Server too, as far as they speak of nothing that is OpenLDAP's alone. */
const isDs389 = process.env.TEST_SERVER === '389-ds'

/** And on Samba. */
const isSamba = process.env.TEST_SERVER === 'samba'

/** What people and groups are, and a person is known and named by, to other LDAP clients. */
export const [personClass, groupClass] = isSamba ? ['user', 'group'] : ['inetOrgPerson', 'groupOfNames']
export const [nameType, rdnType] = isSamba ? ['sAMAccountName', 'CN'] : ['uid', 'uid']

const startDirectory = async (slapd: Parameters<typeof startOpenldap>[0]): Promise<Openldap> => {
  if (isSamba) return (await startVersionedSamba()) as unknown as Openldap
  return isDs389 ? ((await startDs389({ attributeTypes: [versionType] })) as unknown as Openldap) : startOpenldap(slapd)
}

const idType = isDs389 ? 'nsUniqueId' : 'entryUUID'

/** rootdn: sees and may do everything. */
export interface Administrator {
  readonly client: Client
  /** All values, operational ones included, by type in lower case; undefined: no such entry. */
  stored(dn: string): Promise<Stored | undefined>
  /** The DN of the entry with this entryUUID. */
  dnOf(id: string): Promise<string | undefined>
  add(dn: string, attributes: Values): Promise<void>
  replace(dn: string, type: string, ...values: readonly string[]): Promise<void>
  /** Adds a person that no gateway made: no class of ours. Its DN. */
  addPerson(dn: string, attributes?: Values): Promise<string>
  entryUuid(dn: string): Promise<string>
}

export const administratorOf = (client: Client): Administrator => {
  const search = async (base: string, filter: string, scope: 'base' | 'sub') => {
    const attributes = isDs389 ? ['*', '+', 'nsUniqueId', 'nsAccountLock'] : ['*', '+']
    return (await client.search(base, { scope, filter, attributes })).searchEntries
  }
  const stored = async (dn: string): Promise<Stored | undefined> => {
    const found = await search(dn, '(objectClass=*)', 'base').catch((error) => {
      if (error.code === 32) return []
      throw error
    })
    return found[0] && valuesOf(found[0])
  }
  const add = (dn: string, attributes: Values) =>
    client.add(dn, Object.fromEntries(Object.entries(attributes).map(([type, values]) => [type, [values].flat()])))
  return {
    client,
    stored,
    add,
    dnOf: async (id) =>
      (await search('dc=example,dc=com', `(${idType}=${isDs389 ? nsUniqueIdText(id) : id})`, 'sub'))[0]?.dn,
    replace: (dn, type, ...values) =>
      client.modify(
        dn,
        new Change({ operation: 'replace', modification: new Attribute({ type, values: [...values] }) }),
      ),
    addPerson: async (dn, attributes = {}) => {
      const values = { objectClass: 'inetOrgPerson', cn: 'Somebody', sn: 'Body', ...attributes }
      await (isSamba ? client.add(dn, asActiveDirectoryUser(values)) : add(dn, values))
      return dn
    },
    entryUuid: async (dn) => {
      if (isSamba) return (await objectGuidOf(client, dn)) ?? 'no such entry'
      const id = (await stored(dn))?.[idType.toLowerCase()]?.[0]
      return id?.replace(/^(.{8}-.{4})(.{4}-.{4})(.{4})-/, '$1-$2-$3') ?? 'no such entry'
    },
  }
}

/** What an entry holds, but for what any write moves, one that was taken back too. Values have no order. RFC 4512 §2.3 */
export const contentOf = (stored: Stored | undefined): Stored | undefined => {
  if (stored === undefined) return undefined
  const { entrycsn: _, modifytimestamp: __, ...content } = stored
  return Object.fromEntries(Object.entries(content).map(([type, values]) => [type, values.toSorted()]))
}

const valuesOf = ({ dn: _, ...attributes }: Readonly<Record<string, unknown>>): Stored =>
  Object.fromEntries(
    Object.entries(attributes)
      .map(([type, values]) => [type.toLowerCase(), [values].flat().map(String)] as const)
      .filter(([, values]) => values.length > 0),
  )

/** What a person's own bind is answered with. */
export const bindCode = async (ldap: Pick<Openldap, 'url'>, dn: string, password: string): Promise<number> => {
  try {
    await (await connectAs(ldap.url, dn, password)).unbind()
    return 0
  } catch (error) {
    if (error instanceof InvalidCredentialsError || error instanceof UnwillingToPerformError) return error.code
    throw error
  }
}

/** RFC 7644 §3.12: status, scimType, and nothing of LDAP in the detail. */
export const expectError = (answer: Answer, status: number, scimType?: ScimType): void => {
  expect({ status: answer.status, body: answer.body }).toEqual({
    status,
    body: errorMessage(status, scimType, expect.any(String) as unknown as string),
  })
  expect(answer.headers.get('content-type')).toBe('application/scim+json')
  expect(answer.body.detail).not.toMatch(/dc=example/i)
}

/** An access rule before all others; see slapd.access(5). `who` may stand for the gateway's DN. */
export const addAccessRule = async (ldap: Openldap, rule: string): Promise<void> => {
  const client = await ldap.config()
  const value = `{1}${rule.replaceAll('GATEWAY', `dn.exact="${ldap.gatewayDn}"`)}`
  const modification = new Attribute({ type: 'olcAccess', values: [value] })
  await client.modify('olcDatabase={1}mdb,cn=config', new Change({ operation: 'add', modification }))
  await client.unbind()
}

export const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'))

export const idsOf = (answer: Answer): readonly string[] => answer.body.Resources.map(({ id }: { id: string }) => id)
export const namesOf = (answer: Answer): readonly string[] =>
  answer.body.Resources.map(({ userName, displayName }: Record<string, string>) => userName ?? displayName)
