/** openDevices: a gateway with the configuration of docs/device/, over a directory with ou=devices. */
import { expect } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import {
  type Answer,
  configurationFor,
  filtered,
  startConfigured,
  type TestGateway,
  userBody,
} from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { type Administrator, addAccessRule, administratorOf, idsOf } from './support.ts'

export const device = 'urn:example:scimdap:2.0:Device'
export const workplace = 'urn:example:scimdap:2.0:User'

type Json = Readonly<Record<string, unknown>>

export interface Devices {
  readonly ldap: Openldap
  readonly admin: Administrator
  /** The gateway of the moment: another one after `restart`. */
  scim(): TestGateway
  restart(): Promise<void>
  /** A valid body, with a serial number of its own. */
  body(more?: Json): Json & { readonly serialNumber: string; readonly displayName: string }
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends is looked at freely in tests
  make(more?: Json): Promise<any>
  // biome-ignore lint/suspicious/noExplicitAny: as above
  person(more?: Json): Promise<any>
  patch(path: string, ...operations: readonly unknown[]): Promise<Answer>
  entryOf(device: { readonly serialNumber: string }): ReturnType<Administrator['stored']>
  /** Ids of what matches. */
  search(filter: string, endpoint?: string): Promise<readonly string[]>
  end(): Promise<void>
}

export const openDevices = async (): Promise<Devices> => {
  const ldap = await startOpenldap()
  const admin = administratorOf(await ldap.admin())
  await admin.add(`ou=devices,${ldap.suffix}`, { objectClass: 'organizationalUnit', ou: 'devices' })
  await addAccessRule(ldap, `to dn.subtree="ou=devices,${ldap.suffix}" by GATEWAY write by * break`)
  let scim = await startAsDocumented(ldap)
  let number = 0
  const body: Devices['body'] = (more = {}) => {
    number += 1
    return { schemas: [device], serialNumber: `SN-${number}`, displayName: `Laptop ${number}`, ...more }
  }
  const post = async (endpoint: string, json: unknown) => {
    const answer = await scim.post(endpoint, json)
    expect(answer).toMatchObject({ status: 201 })
    return answer.body
  }
  return {
    ...{ ldap, admin, body },
    scim: () => scim,
    restart: async () => {
      await scim.close()
      scim = await startAsDocumented(ldap)
    },
    make: (more) => post('/Devices', body(more)),
    person: (more) => {
      number += 1
      return post('/Users', userBody(`person${number}`, more))
    },
    patch: (path, ...operations) =>
      scim.request('PATCH', path, { body: { schemas: [urn.patchOp], Operations: operations } }),
    entryOf: ({ serialNumber }) => admin.stored(`serialNumber=${serialNumber},ou=devices,${ldap.suffix}`),
    search: async (filter, endpoint = '/Devices') => idsOf(await scim.get(filtered(endpoint, filter))),
    end: async () => {
      await scim.close()
      await admin.client.unbind()
      await ldap.stop()
    },
  }
}

export const documentedFile = new URL('../../docs/device/scimdap.yaml', import.meta.url).pathname

/** What differs from the file: where the directory is, and who calls. */
export const differenceFor = (ldap: Openldap) => {
  const { listen, directory, clients, log } = configurationFor(ldap)
  return { listen: { ...listen, behindProxy: false }, publicUrl: null, directory, clients, log }
}

const startAsDocumented = (ldap: Openldap): Promise<TestGateway> =>
  startConfigured({ file: documentedFile, overlay: JSON.stringify(differenceFor(ldap)) })
