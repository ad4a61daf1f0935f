/** A directory without proxied authorization: nobody is acted as, and never by the gateway's own rights instead. RFC 4370 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { requireActing } from '../../src/app/acting.ts'
import { loadConfig } from '../../src/config/load.ts'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Operations } from '../../src/operations/operations.ts'
import type { Acting, Scope } from '../../src/operations/scope.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { configurationFor, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'

const projection = { kind: 'default' } as const

let test: TestOperations
let directory: OpenDirectory
let operations: Operations
let scope: Scope
let id: ResourceId

beforeAll(async () => {
  test = await startOperations()
  const { url, gatewayDn: bindDn, gatewayPassword: password } = test.ldap
  directory = openDirectory({ urls: [url], bindDn, password, without: ['proxiedAuthorization'] })
  operations = createOperations({ ...test.dependencies, directory, people: { ...directory, keptMs: 0 } })
  const body = userBody('ann', { password: 'right password' })
  id = (await operations.create(test.scope, test.types.User, body, projection)).resource.id as ResourceId
  scope = { ...test.scope, acting: actingBy({ kind: 'proxied' }) }
})
afterAll(async () => {
  directory?.close()
  await test?.stop()
})

const actingBy = (by: Acting['by']): Acting => ({
  person: { kind: 'attribute', attribute: 'userName', value: 'ann' },
  by,
  endpoints: 'all',
})
const target = () => ({ resourceType: test.types.User, id })
const page = { startIndex: 1, count: 10 }

describe('a directory without proxied authorization', () => {
  it('answers 501 to whoever would be acted as', async () => {
    await expect(operations.read(scope, target(), projection)).rejects.toMatchObject({ status: 501 })
    await expect(operations.search(scope, test.types.User, { page, projection })).rejects.toMatchObject({ status: 501 })
    await expect(operations.replace(scope, target(), userBody('ann'), { projection })).rejects.toMatchObject({
      status: 501,
    })
  })

  it('is asked as the person where that one has bound, whose rights the shipped rules leave at nothing', async () => {
    const bound = actingBy({ kind: 'bound', password: () => 'right password', key: 'k' })

    const { totalResults } = await operations.search({ ...scope, acting: bound }, test.types.User, { page, projection })

    expect(totalResults).toBe(0)
    await expect(operations.read({ ...scope, acting: bound }, target(), projection)).rejects.toMatchObject({
      status: 404,
    })
  })

  it('keeps a gateway from serving that is to act as people, but not one where people bind as themselves', async () => {
    const configOf = (more: Readonly<Record<string, unknown>>) =>
      loadConfig({ text: JSON.stringify(configurationFor(test.ldap, more)), environment: {}, readFile: () => '' })
    const tokens = ['sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU']
    const proxying = configOf({ clients: [{ name: 'portal', actAs: 'person', tokens }] })
    const binding = configOf({
      basic: { enabled: true, client: 'portal' },
      clients: [{ name: 'portal', actAs: 'person' }],
    })

    await expect(requireActing(proxying, directory)).rejects.toThrow(/portal\.actAs: .*proxied authorization/)
    await expect(requireActing(binding, directory)).resolves.toBeUndefined()
    await expect(requireActing(proxying, test.directory)).resolves.toBeUndefined()
  })
})
