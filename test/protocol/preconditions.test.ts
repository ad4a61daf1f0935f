/** If-None-Match on writes, If-Match on reads: what depends on a version is done only to that version. RFC 9110 §13.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, groupBody, userBody } from '../support/gateway.ts'
import { expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let number = 0
beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.end())

const createUser = async () => (await stage.scim.post('/Users', userBody(`condition${number++}`))).body
const createGroup = async () =>
  (await stage.scim.post('/Groups', groupBody(`Condition ${number++}`, [(await createUser()).id]))).body

type Headers = Readonly<Record<string, string>>
// biome-ignore lint/suspicious/noExplicitAny: what a server sends is looked at freely in tests
type Write = (resource: any, headers: Headers) => Promise<Answer>

const pathOf = ({ id, schemas }: { id: string; schemas: readonly string[] }) =>
  `/${schemas.includes(urn.group) ? 'Groups' : 'Users'}/${id}`
const patchOf = (path: string, value: unknown) => ({ schemas: [urn.patchOp], Operations: [{ op: 'add', path, value }] })

const writes: readonly (readonly [string, () => Promise<{ id: string }>, Write])[] = [
  [
    'PUT',
    createUser,
    (user, headers) => stage.scim.put(pathOf(user), userBody(user.userName, { title: 'New' }), headers),
  ],
  [
    'PATCH',
    createUser,
    (user, headers) => stage.scim.request('PATCH', pathOf(user), { body: patchOf('title', 'New'), headers }),
  ],
  [
    'PATCH of members',
    createGroup,
    async (group, headers) => {
      const body = patchOf('members', [{ value: (await createUser()).id }])
      return stage.scim.request('PATCH', pathOf(group), { body, headers })
    },
  ],
  ['DELETE', createGroup, (group, headers) => stage.scim.delete(pathOf(group), headers)],
]

describe.each(writes)('%s with If-None-Match', (_, create, write) => {
  it.each([
    ['*', () => '*'],
    ['the version', (version: string) => version],
    ['a list with the version', (version: string) => `W/"other", ${version}`],
  ])('%s is 412 and changes nothing', async (_name, header) => {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const resource: any = await create()
    const { body: before } = await stage.scim.get(pathOf(resource))

    expectError(await write(resource, { 'If-None-Match': header(before.meta.version) }), 412)

    expect((await stage.scim.get(pathOf(resource))).body).toEqual(before)
  })

  it('another version is done, and with a wrong If-Match beside it is not', async () => {
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const resource: any = await create()
    const other = { 'If-None-Match': 'W/"other"' }

    expectError(await write(resource, { ...other, 'If-Match': 'W/"wrong"' }), 412)
    expect((await write(resource, { ...other, 'If-Match': resource.meta.version })).status).toBeLessThan(300)
  })

  it('of what is not there is 404', async () => {
    const nowhere = { ...(await create()), id: '00000000-0000-4000-8000-000000000000' }

    expectError(await write(nowhere, { 'If-None-Match': '*' }), 404)
  })
})

describe('GET with If-Match', () => {
  it('answers only with that version', async () => {
    const user = await createUser()
    const read = (header: string) => stage.scim.get(pathOf(user), { 'If-Match': header })

    expect((await read('*')).status).toBe(200)
    expect((await read(user.meta.version)).body).toEqual(user)
    expectError(await read('W/"other"'), 412)
    expectError(await read('other'), 400, 'invalidValue')
  })
})
