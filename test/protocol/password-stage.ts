/** openPasswordStage: operations over a real slapd whose policy refuses passwords; with somebody to set them for. */
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Operations } from '../../src/operations/operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { urn } from '../../src/scim/urn.ts'
import { userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { withWrites } from '../support/with-writes.ts'
import { type Administrator, administratorOf, contentOf } from './support.ts'

type Values = Readonly<Record<string, unknown>>

export const projection = { kind: 'default' } as const
const patching = { projection, maxOperations: 10, answer: 'representation' } as const
export const [first, second, weak] = ['first password', 'second password', 'weak'] as const
export const refused = { status: 400, scimType: 'invalidValue' } as const

const patchOf = (value: Values) => ({ schemas: [urn.patchOp], Operations: [{ op: 'replace', value }] })

export type Person = Awaited<ReturnType<typeof personOf>>

/** Passwords of eight characters at least, none of the last three again. */
export const openPasswordStage = async (transactions: boolean) => {
  const test = await startOperations()
  const { url, gatewayDn: bindDn, gatewayPassword: password } = test.ldap
  const directory = openDirectory({ urls: [url], bindDn, password, without: transactions ? [] : ['transactions'] })
  const operations = createOperations({ ...test.dependencies, directory })
  const admin = administratorOf(await test.ldap.admin())
  const policy = `cn=default,ou=policies,${test.ldap.suffix}`
  await admin.replace(policy, 'pwdInHistory', '3')
  await admin.replace(policy, 'pwdMinLength', '8')
  await admin.replace(policy, 'pwdCheckQuality', '2')
  let number = 0
  return {
    ...{ test, directory, operations, admin },
    end: async () => {
      directory.close()
      await admin.client.unbind()
      await test.stop()
    },
    person: (more: Values = {}) => personOf({ test, operations }, userBody(`person${number++}`, { ...kept, ...more })),
    contentAt: async (dn: string) => contentOf(await admin.stored(dn)),
    patch: (by: Operations, { target }: Pick<Person, 'target'>, value: Values) =>
      by.patch(test.scope, target, patchOf(value), patching),
    /** Operations over a directory that `around` stands before. */
    over: (around: Parameters<typeof withWrites>[1]): Operations =>
      createOperations({ ...test.dependencies, directory: withWrites(directory, around) }),
  }
}

export interface PasswordStage {
  readonly test: TestOperations
  readonly directory: OpenDirectory
  readonly operations: Operations
  readonly admin: Administrator
}

const kept = { title: 'Kept', password: first }

const personOf = async (
  { test, operations }: Pick<PasswordStage, 'test' | 'operations'>,
  body: ReturnType<typeof userBody>,
) => {
  const stored = await operations.create(test.scope, test.types.User, body, projection)
  const target = { resourceType: test.types.User, id: stored.resource.id as ResourceId }
  const dn = `uid=${body.userName},ou=people,${test.ldap.suffix}`
  const ifMatch = { kind: 'tags', tags: [stored.version as string] } as const
  return { body, target, dn, ifMatch, version: stored.version }
}
