/** The examples of pages by cursor. RFC 9865 */
import { beforeEach, describe, expect, it } from 'vitest'
import { idsOf } from '../support.ts'
import { startIndexShown } from './known-differences.ts'
import { populate } from './people.ts'
import { withoutResources } from './querying.ts'
import type { Change, RfcClient } from './rfc-client.ts'

const quoted: Change = { from: '%20J&', to: '%20%22J%22&', why: 'compValue is JSON, RFC 7644 figure 1' }

export const cursors = (rfc: RfcClient): void => {
  beforeEach(() => rfc.reset())

  describe('RFC 9865 §2, §3: cursors', () => {
    it('rfc9865-2-first-page-request and rfc9865-2-next-page-request are answered as printed', async () => {
      await populate(rfc, 100)

      const first = await rfc.send('rfc9865-2-first-page-request', { changes: [quoted] })
      rfc.learn('VZUTiyhEQJ94IR', first.body.nextCursor)
      const next = await rfc.send('rfc9865-2-next-page-request', { changes: [quoted] })

      rfc.expectAs(withoutResources(first, 10), 'rfc9865-2-first-page-response')
      rfc.expectAs(withoutResources(next, 10), 'rfc9865-2-next-page-response')
      expect(new Set([...idsOf(first), ...idsOf(next)]).size).toBe(20)
    })

    it('rfc9865-3-search-request is answered by rfc9865-3-search-response', async () => {
      await populate(rfc, 100, 'Smith')

      const answer = await rfc.send('rfc9865-3-search-request', {
        changes: [{ from: '/User/', to: '/Users/', why: 'the endpoint of users is called /Users' }],
      })

      rfc.expectAs(withoutResources(answer, 10), 'rfc9865-3-search-response')
    })
  })

  describe('RFC 9865 §2.3: cursors as the only method', () => {
    it('rfc9865-2.3-query-request is answered by rfc9865-2.3-query-response, but by index', async () => {
      await populate(rfc, 150)

      const answer = await rfc.send('rfc9865-2.3-query-request')

      rfc.expectAs(withoutResources(answer, 100), 'rfc9865-2.3-query-response', [
        { at: 'body.totalResults', printed: 5000, ours: 150, why: '150 people are as good' },
        { at: 'body.nextCursor', printed: '(nextCursor)', why: 'pages by index are the default here, as §2.4 advises' },
        startIndexShown,
      ])
    })
  })

  describe('RFC 9865 §4: ServiceProviderConfig', () => {
    it('rfc9865-4-config-request is answered by rfc9865-4-config-response', async () => {
      const { body, ...answer } = await rfc.send('rfc9865-4-config-request')

      const { schemas, pagination } = body
      rfc.expectAs({ ...answer, body: { schemas, pagination } }, 'rfc9865-4-config-response', [
        {
          at: 'body.pagination.defaultPaginationMethod',
          printed: 'cursor',
          ours: 'index',
          why: 'clients that expect pages by index get them, as §2.4 advises',
        },
      ])
    })
  })
}
