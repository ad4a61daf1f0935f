/** The examples of creating and reading. RFC 7644 §2, §3.3, §3.4.1, §3.9, §3.14 */
import { beforeEach, describe, expect, it } from 'vitest'
import { linesOf } from '../../support/rfc-examples.ts'
import { activeShown } from './known-differences.ts'
import { barbara, bjensen } from './people.ts'
import type { RfcClient } from './rfc-client.ts'

export const retrieving = (rfc: RfcClient): void => {
  beforeEach(() => rfc.reset())

  describe('RFC 7644 §3.3: creating resources', () => {
    it('rfc7644-3.3-create-request is answered by rfc7644-3.3-create-response', async () => {
      const answer = await rfc.send('rfc7644-3.3-create-request')

      rfc.learn(barbara, answer.body.id)
      rfc.expectAs(answer, 'rfc7644-3.3-create-response', [activeShown])
    })
  })

  describe('RFC 7644 §2, §3.4.1, §3.9: reading one resource', () => {
    it('rfc7644-2-bearer-token-request, with a token of ours, is let in', async () => {
      await rfc.given(barbara, '/Users', bjensen)

      const answer = await rfc.send('rfc7644-2-bearer-token-request')

      expect([answer.status, answer.body.id]).toEqual([200, rfc.idOf(barbara)])
    })

    it('rfc7644-3.4.1-read-request is answered by rfc7644-3.4.1-read-response', async () => {
      await rfc.given(barbara, '/Users', {
        ...bjensen,
        phoneNumbers: [{ value: '555-555-8377', type: 'work' }],
        emails: [{ value: 'bjensen@example.com', type: 'work' }],
      })

      rfc.expectAs(await rfc.send('rfc7644-3.4.1-read-request'), 'rfc7644-3.4.1-read-response', [activeShown])
    })

    it('rfc7644-3.8-attributes shows what kinds of attributes look like', async () => {
      await rfc.given(barbara, '/Users', bjensen)

      const { userName, schemas, name } = (await rfc.send('rfc7644-3.4.1-read-request')).body

      const printed = linesOf('rfc7644-3.8-attributes').map((line) => Object.values(JSON.parse(`{${line}}`))[0])
      expect([userName, schemas, name].map(kindOf)).toEqual(printed.map(kindOf))
    })

    it('rfc7644-3.9-attributes-request is answered by rfc7644-3.9-attributes-response', async () => {
      await rfc.given(barbara, '/Users', bjensen)

      rfc.expectAs(await rfc.send('rfc7644-3.9-attributes-request'), 'rfc7644-3.9-attributes-response')
    })
  })

  describe('RFC 7644 §3.14: versioning resources', () => {
    it('rfc7644-3.14-create-request is answered by rfc7644-3.14-create-response', async () => {
      const answer = await rfc.send('rfc7644-3.14-create-request')

      rfc.learn(barbara, answer.body.id)
      rfc.expectAs(answer, 'rfc7644-3.14-create-response', [
        { at: 'body.externalId', ours: 'bjensen', why: 'the request has it, and §3.3 shows it for the same request' },
        activeShown,
      ])
    })

    it('rfc7644-3.14-conditional-request is 304 without a body until the resource changes', async () => {
      await rfc.given(barbara, '/Users', bjensen)

      const same = await rfc.send('rfc7644-3.14-conditional-request')

      expect(same).toMatchObject({ status: 304, body: undefined })
    })

    it('rfc7644-3.14-conditional-request with the tag of another version is 200', async () => {
      const { meta } = await rfc.given(barbara, '/Users', bjensen)
      await rfc.request('PUT', `/Users/${barbara}`, { ...bjensen, displayName: 'Babs' })

      const other = await rfc.stage().scim.get(`/Users/${rfc.idOf(barbara)}?attributes=displayName`, {
        'If-None-Match': meta.version,
      })

      expect(other).toMatchObject({ status: 200, body: { displayName: 'Babs' } })
    })
  })
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'array' : typeof value)
