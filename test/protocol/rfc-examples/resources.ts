/** The representations of RFC 7643 §3 and §8, and those of discovery in RFC 7644 §4, as this gateway shows them. */
import { beforeEach, describe, expect, it } from 'vitest'
import { urn } from '../../../src/scim/urn.ts'
import { jsonBody } from '../../support/rfc-examples.ts'
import { type Difference, under } from './differences.ts'
import { activeShown, noDisplay, userTypeShown } from './known-differences.ts'
import { barbara, person, tourGuides } from './people.ts'
import type { RfcClient } from './rfc-client.ts'

const manager = '26118915-6090-4610-87e4-49d8ca9f808d'
const mandy = '902c246b-6245-4190-8e05-00816be7344a'
/** Those of §8.2 and §8.3. */
const groups = {
  [tourGuides]: 'Tour Guides',
  'fc348aa8-3835-40eb-a20b-c726e15c55b5': 'Employees',
  '71ddacd2-a8e7-49b8-a5db-ae50d0a5bfd7': 'US Employees',
}
const passwordHidden: Difference = {
  at: 'body.password',
  printed: 't1meMa$heen',
  why: 'password is "returned": "never" (§8.7.1)',
}

const direct = (at: number): Difference => ({
  at: `body.groups.${at}.type`,
  ours: 'direct',
  why: 'no member of a member; §8.7.1 has both words for it, the example neither',
})
const absolute = (at: string, path: string): Difference => ({
  at: `body.${at}.$ref`,
  printed: `../${path}`,
  ours: `https://example.com/v2/${path}`,
  why: 'a URI may be relative or absolute (§2.3.7)',
})

export const resources = (rfc: RfcClient): void => {
  beforeEach(() => rfc.reset())

  /** Sent as it is printed, and read again. */
  const stored = async (endpoint: string, name: string) => {
    const body = jsonBody(name)
    await rfc.given(body.id, endpoint, body)
    return () => rfc.request('GET', `${endpoint}/${body.id}`)
  }
  const givenGroups = async () => {
    for (const [id, displayName] of Object.entries(groups)) {
      await rfc.given(id, '/Groups', { schemas: [urn.group], displayName, members: [{ value: barbara }] })
    }
  }

  describe('RFC 7643 §3, §8.2 to §8.4: users and groups are stored and shown', () => {
    it('rfc7643-3-figure-2-user', async () => {
      const read = await stored('/Users', 'rfc7643-3-figure-2-user')

      rfc.expectAs(await read(), 'rfc7643-3-figure-2-user', [activeShown])
    })

    it('rfc7643-8.2-user-full', async () => {
      const read = await stored('/Users', 'rfc7643-8.2-user-full')
      await givenGroups()

      rfc.expectAs(await read(), 'rfc7643-8.2-user-full', [passwordHidden, ...[0, 1, 2].map((at) => direct(at))])
    })

    it('rfc7643-8.3-enterprise-user', async () => {
      await rfc.given(manager, '/Users', person('jsmith', { displayName: 'John Smith' }))
      const read = await stored('/Users', 'rfc7643-8.3-enterprise-user')
      await givenGroups()

      rfc.expectAs(await read(), 'rfc7643-8.3-enterprise-user', [
        passwordHidden,
        ...Object.keys(groups).flatMap((id, at) => [absolute(`groups.${at}`, `Groups/${id}`), direct(at)]),
        absolute(`${urn.enterpriseUser}.manager`, `Users/${manager}`),
      ])
    })

    it('rfc7643-8.4-group', async () => {
      await rfc.given(barbara, '/Users', person('babs', { displayName: 'Babs Jensen' }))
      await rfc.given(mandy, '/Users', person('mandy', { displayName: 'Mandy Pepperidge' }))
      const read = await stored('/Groups', 'rfc7643-8.4-group')

      rfc.expectAs(await read(), 'rfc7643-8.4-group', [
        ...under('members.0', noDisplay('Babs Jensen'), userTypeShown),
        ...under('members.1', noDisplay('Mandy Pepperidge'), userTypeShown),
      ])
    })
  })

  describe('RFC 7643 §8.5, §8.6, RFC 7644 §4: discovery', () => {
    it('rfc7643-8.5-service-provider-config', async () => {
      const { body, ...answer } = await rfc.request('GET', '/ServiceProviderConfig')
      const { authenticationSchemes, ...config } = body
      const { authenticationSchemes: printed } = jsonBody('rfc7643-8.5-service-provider-config')

      rfc.expectAs({ ...answer, body: config }, 'rfc7643-8.5-service-provider-config', configDifferences(printed))
      expect(authenticationSchemes).toEqual([
        {
          type: printed[0].type,
          name: expect.any(String),
          description: expect.any(String),
          specUri: expect.stringMatching(/rfc6750$/),
          primary: true,
        },
      ])
    })

    const optional = (at: string): Difference => ({
      at: `${at}.schemaExtensions.0.required`,
      printed: true,
      ours: false,
      why: 'nobody has to have the attributes of the enterprise',
    })
    const noExtensions = (at: string): Difference => ({
      at: `${at}.schemaExtensions`,
      ours: [],
      why: 'none, said in words (§6 has the list)',
    })

    it('rfc7643-8.6-resource-types', async () => {
      const { body, ...answer } = await rfc.request('GET', '/ResourceTypes')

      rfc.expectAs({ ...answer, body: body.Resources }, 'rfc7643-8.6-resource-types', [
        optional('body.0'),
        noExtensions('body.1'),
      ])
    })

    it('rfc7644-4-figure-9-resource-types', async () => {
      rfc.expectAs(await rfc.request('GET', '/ResourceTypes'), 'rfc7644-4-figure-9-resource-types', [
        { at: 'body.itemsPerPage', printed: 10, ours: 2, why: 'two are on the page' },
        optional('body.Resources.0'),
        noExtensions('body.Resources.1'),
      ])
    })

    it('rfc7644-4-schema-request is answered with the schema', async () => {
      const { status, body } = await rfc.send('rfc7644-4-schema-request')

      expect([status, body.id, body.schemas]).toEqual([200, urn.user, [urn.schema]])
    })
  })
}

const configDifferences = (schemes: unknown): readonly Difference[] => [
  {
    at: 'body.documentationUri',
    printed: 'http://example.com/help/scim.html',
    why: 'optional; there is no such page of ours',
  },
  { at: 'body.filter.maxResults', printed: 200, ours: 250, why: 'configured so, for the sake of RFC 9865 §4' },
  { at: 'body.authenticationSchemes', printed: schemes, why: 'compared by themselves: our words, and no HTTP Basic' },
  ...['created', 'lastModified', 'version'].map((name) => ({
    at: `body.meta.${name}`,
    printed: `(${name})`,
    why: 'it is made at each start, and not stored',
  })),
  {
    at: 'body.pagination',
    ours: {
      cursor: true,
      index: true,
      defaultPaginationMethod: 'index',
      defaultPageSize: 100,
      maxPageSize: 250,
      cursorTimeout: 3600,
    },
    why: 'RFC 9865 §4 added it',
  },
]
