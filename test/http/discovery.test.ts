import { describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { base, createTestHttp, publicUrl, scimErrorOf } from './support.ts'

const { app } = createTestHttp()
const get = (path: string) => app.request(base + path)
const listOf = async (path: string) =>
  (await (await get(path)).json()) as { totalResults: number; Resources: readonly { id: string }[] }

describe('discovery, RFC 7644 §4', () => {
  it('answers without a token, as SCIM', async () => {
    const response = await get('/ServiceProviderConfig')

    expect(response.status).toBe(200)
    expect(response.headers.get('Content-Type')).toBe('application/scim+json')
    expect(await response.json()).toEqual({ schemas: ['spc'], patch: { supported: false } })
  })

  it('needs a token where the operator wants one', async () => {
    const closed = createTestHttp({ discoveryPublic: false })

    expect((await closed.app.request(`${base}/Schemas`)).status).toBe(401)
  })

  it('lists resource types in their order', async () => {
    expect(await listOf('/ResourceTypes')).toMatchObject({
      schemas: [urn.listResponse],
      totalResults: 2,
      startIndex: 1,
      itemsPerPage: 2,
      Resources: [
        { id: 'User', meta: { location: `${publicUrl}/ResourceTypes/User` } },
        { id: 'Group', endpoint: '/Groups' },
      ],
    })
  })

  it('lists every schema, ignoring paging and sorting', async () => {
    const list = await listOf('/Schemas?startIndex=2&count=1&sortBy=id')

    expect(list.totalResults).toBe(list.Resources.length)
    expect(list.Resources.map(({ id }) => id).slice(0, 2)).toEqual([urn.user, urn.group])
  })

  it.each([
    ['/ResourceTypes/User', 'User'],
    [`/Schemas/${urn.group}`, urn.group],
    [`/Schemas/${urn.user.toUpperCase()}`, urn.user],
    [`/Schemas/${encodeURIComponent(urn.user)}`, urn.user],
  ])('answers %s with one', async (path, id) => {
    const response = await get(path)

    expect(response.status).toBe(200)
    expect(await response.json()).toMatchObject({ id })
  })

  it.each(['/ResourceTypes/Nobody', '/Schemas/urn:x', '/Schemas/__proto__'])('answers %s with 404', async (path) => {
    const response = await get(path)

    expect(response.status).toBe(404)
    await scimErrorOf(response)
  })

  it.each(['/ServiceProviderConfig', '/ResourceTypes', '/ResourceTypes/User', '/Schemas', `/Schemas/${urn.user}`])(
    'refuses a filter on %s with 403',
    async (path) => {
      const response = await get(`${path}?filter=id+pr`)

      expect(response.status).toBe(403)
      await scimErrorOf(response)
    },
  )

  it('knows no method but GET and HEAD', async () => {
    const response = await app.request(`${base}/Schemas`, { method: 'POST' })

    expect(response.status).toBe(405)
    expect(response.headers.get('Allow')).toBe('GET, HEAD')
    expect((await app.request(`${base}/Schemas`, { method: 'HEAD' })).status).toBe(200)
  })
})
