/** The stage of a client of a branch: the client in the whole company, and one of a company that is no more than the branch. */
import { expect } from 'vitest'
import { declaredTypes } from '../../src/app/compile-operations.ts'
import { openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadConfig } from '../../src/config/load.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { urn } from '../../src/scim/urn.ts'
import { configurationFor, token } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { basesOf, everybody, worlds } from './branch-worlds.ts'
import { type Administrator, administratorOf } from './support.ts'

const publicUrl = 'https://scim.example.com/scim/v2'
/** Others where somebody asks for them: `SEED=7`. */
export const seed = Number(process.env.SEED ?? 1)
export const nobody = '00000000-0000-4000-8000-999999999999'
export const department = `${urn.enterpriseUser}:department`
export const manager = `${urn.enterpriseUser}:manager`

export interface Answer {
  readonly status: number
  readonly location: string | null
  // biome-ignore lint/suspicious/noExplicitAny: what a server sends is looked at freely in tests
  readonly body: any
}

export interface World {
  /** `as`: the client of a person. */
  send(method: string, path: string, body?: unknown, as?: string): Promise<Answer>
  readonly types: readonly ResourceType[]
  close(): Promise<void>
}

export interface BranchStage {
  readonly ldap: Openldap
  readonly admin: Administrator
  readonly branch: World
  readonly alone: World
  /** Both are asked the same, and answer the same. */
  expectSame(method: string, path: string, body?: unknown): Promise<Answer>
  end(): Promise<void>
}

/** The branch is no place for secrets. */
const filter = '(!(employeeType=secret))'

export const openBranchStage = async (): Promise<BranchStage> => {
  const ldap = await startOpenldap({ load: worlds(), logLevel: 'stats' })
  const admin = administratorOf(await ldap.admin())
  const { whole, berlin } = basesOf('whole')
  const only = basesOf('alone').berlin
  const may = {
    User: { bases: [berlin.people], filter, readExcept: ['phoneNumbers', 'title'] },
    Group: { bases: [berlin.groups] },
  }
  const branch = await openWorld(ldap, {
    users: { base: whole.people },
    groups: { base: whole.groups },
    clients: [
      { name: 'branch', setPassword: true, tokens: [hashToken(token)], may },
      ...['b1', 'b3', 'p50'].map((userName) => ({
        name: userName,
        userName,
        tokens: [hashToken(tokenOf(userName))],
        may,
      })),
    ],
  })
  const alone = await openWorld(ldap, {
    users: { base: only.people, filter, attributes: { phoneNumbers: null, title: null } },
    groups: { base: only.groups },
  })
  const expectSame: BranchStage['expectSame'] = async (method, path, body) => {
    const [seen, due] = [await branch.send(method, path, body), await alone.send(method, path, body)].map(comparable)
    expect({ asked: { method, path, body }, ...seen }).toEqual({ asked: { method, path, body }, ...due })
    return seen as Answer
  }
  const end = async () => {
    await branch.close()
    await alone.close()
    await admin.client.unbind()
    await ldap.stop()
  }
  return { ldap, admin, branch, alone, expectSame, end }
}

const tokenOf = (userName: string) => `token-of-${userName}`.padEnd(40, '0')

const openWorld = async (ldap: Openldap, overlay: Readonly<Record<string, unknown>>): Promise<World> => {
  const text = JSON.stringify(configurationFor(ldap, { publicUrl, ...overlay }))
  const config = loadConfig({ text, environment: {}, readFile: () => '' })
  const gateway = await openGateway(config)
  const { ready, ...state } = await gateway.ready()
  if (!ready) throw new Error(JSON.stringify(state))
  const send: World['send'] = async (method, path, body, as) => {
    const response = await gateway.fetch(
      new Request(`${publicUrl}${path}`, {
        method,
        headers: {
          Authorization: `Bearer ${as === undefined ? token : tokenOf(as)}`,
          'Content-Type': 'application/scim+json',
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    )
    const text = await response.text()
    return {
      status: response.status,
      location: response.headers.get('Location'),
      body: text === '' ? undefined : JSON.parse(text),
    }
  }
  return { send, types: declaredTypes(config).map(({ resourceType }) => resourceType), close: gateway.close }
}

/** Versions tell of the DNs that are stored. */
const comparable = ({ status, location, body }: Answer): Answer => ({
  ...{ status, location },
  body: JSON.parse(JSON.stringify(body ?? null, (name, value) => (name === 'version' ? undefined : value))),
})

export const query = (endpoint: string, parameters: Readonly<Record<string, string>>): string =>
  `${endpoint}?${new URLSearchParams({ count: '1000', ...parameters })}`

export const hiddenPeople = everybody.filter(({ kind, isSeen }) => kind === 'User' && !isSeen)
export const hiddenGroups = everybody.filter(({ kind, isSeen }) => kind === 'Group' && !isSeen)
export const seenPeople = everybody.filter(({ kind, isSeen }) => kind === 'User' && isSeen)
export const seenGroups = everybody.filter(({ kind, isSeen }) => kind === 'Group' && isSeen)

export const patchOf = (...operations: readonly object[]) => ({ schemas: [urn.patchOp], Operations: operations })
