/** The examples of Bulk. RFC 7644 §3.7 */
import { beforeEach, describe, expect, it } from 'vitest'
import { urn } from '../../../src/scim/urn.ts'
import { jsonBody, linesOf } from '../../support/rfc-examples.ts'
import { idOf } from '../bulk-support.ts'
import type { Difference } from './differences.ts'
import { alice, person, tourGuides, withFamilyName } from './people.ts'
import type { Change, RfcClient } from './rfc-client.ts'

const bob = 'b7c14771-226c-4d05-8860-134711653041'
const dave = '5d8d29d3-342c-4b5f-8683-a3cb6763ffcc'
const leaver = 'e9025315-6bea-44e1-899c-1e07454e468b'
const groupA = 'c3a26dd3-27a0-4dec-a2ac-ce211e105f97'
const groupB = '6c5bb468-14b2-4183-baf2-06d523e03bd3'

/** §3.7.2 prints an object, §3.7.3 and the definition of `status` have a string. */
const statusText = (at: number): Difference => ({
  at: `body.Operations.${at}.status`,
  printed: { code: '201' },
  ours: '201',
  why: 'status is "the HTTP response status code" (§3.7), a string in the examples of §3.7.3',
})

export const bulk = (rfc: RfcClient): void => {
  beforeEach(() => rfc.reset())

  describe('RFC 7644 §3.7.1: circular references', () => {
    it('two groups that are members of each other are listed as in rfc7644-3.7.1-query-response', async () => {
      const member = await rfc.given('somebody', '/Users', person('somebody'))
      const group = (displayName: string, value: string) => ({
        schemas: [urn.group],
        displayName,
        members: [{ value }],
      })
      await rfc.given(groupA, '/Groups', group('Group A', member.id))
      await rfc.given(groupB, '/Groups', group('Group B', rfc.idOf(groupA)))
      await rfc.request('PUT', `/Groups/${groupA}`, group('Group A', groupB))

      const answer = await rfc.send('rfc7644-3.7.1-query-request', {
        changes: [{ from: "'Group'", to: '"Group"', why: 'compValue is JSON, RFC 7644 figure 1' }],
      })

      rfc.expectAs(answer, 'rfc7644-3.7.1-query-response', [
        { at: 'body.startIndex', ours: 1, why: 'allowed of a whole list (RFC 7644 §3.4.2)' },
        { at: 'body.itemsPerPage', ours: 2, why: 'allowed of a whole list (RFC 7644 §3.4.2)' },
      ])
    })
  })

  describe('RFC 7644 §3.7.2: bulkId', () => {
    it('rfc7644-3.7.2-bulk-request is answered by rfc7644-3.7.2-bulk-response', async () => {
      const answer = await rfc.send('rfc7644-3.7.2-bulk-request', { changes: [withFamilyName('Alice')] })

      const [user, group] = answer.body.Operations
      rfc.learn(alice, idOf(user))
      rfc.learn(tourGuides, idOf(group))
      rfc.expectAs(answer, 'rfc7644-3.7.2-bulk-response', [statusText(0), statusText(1)])
      rfc.expectAs(await rfc.request('GET', `/Groups/${tourGuides}`), 'rfc7644-3.7.2-group-response')
    })

    it('rfc7644-3.7.2-manager-request makes the one the manager of the other', async () => {
      const answer = await rfc.send('rfc7644-3.7.2-manager-request', {
        changes: [withFamilyName('Alice'), withFamilyName('Bob')],
      })

      const [manager, report] = answer.body.Operations
      const { body } = await rfc.request('GET', `/Users/${idOf(report)}`)
      expect([answer.status, manager.status, report.status]).toEqual([200, '201', '201'])
      expect(body[urn.enterpriseUser]).toMatchObject({ employeeNumber: '11250', manager: { value: idOf(manager) } })
    })
  })

  describe('RFC 7644 §3.7.3: results and errors', () => {
    const userUrn: Change = {
      from: 'api:messages:2.0:User',
      to: 'schemas:core:2.0:User',
      why: 'no schema has the URN that is printed',
    }
    const title: Change = {
      from: '"path": "userName"',
      to: '"path": "title"',
      why: 'userName is immutable here: it is the name of an entry',
    }
    const people = async () => {
      await rfc.given(bob, '/Users', person('Bob'))
      await rfc.given(dave, '/Users', person('David', { nickName: 'Dave' }))
      await rfc.given(leaver, '/Users', person('leaver'))
    }
    /** The tags of the request are made those of the resources. */
    const current = async (): Promise<readonly Change[]> => {
      const tags = { [bob]: '3694e05e9dff591', [dave]: 'edac3253e2c0ef2', [leaver]: '0ee8add0a938e1a' }
      const versions = Object.entries(tags).map(async ([id, tag]) => {
        const { body } = await rfc.request('GET', `/Users/${id}`)
        return { from: tag, to: /"(.*)"/.exec(body.meta.version)?.[1] ?? '', why: 'the version is ours' }
      })
      return Promise.all(versions)
    }

    it('rfc7644-3.7.3-bulk-request is answered by rfc7644-3.7.3-bulk-response', async () => {
      await people()
      const changes = [userUrn, title, withFamilyName('Alice'), withFamilyName('Bob'), ...(await current())]

      const answer = await rfc.send('rfc7644-3.7.3-bulk-request', { changes })

      rfc.learn(alice, idOf(answer.body.Operations[0]))
      rfc.expectAs(answer, 'rfc7644-3.7.3-bulk-response')
      expect(linesOf('rfc7644-3.7.3-status')).toEqual([`"status": "${answer.body.Operations[0].status}"`])
    })

    it('rfc7644-3.7.3-bulk-request with the URN that is printed is answered by rfc7644-3.7.3-first-failed-response', async () => {
      await people()

      const answer = await rfc.send('rfc7644-3.7.3-bulk-request')

      rfc.expectAs(answer, 'rfc7644-3.7.3-first-failed-response')
      const { status, response } = jsonBody('rfc7644-3.7.3-failed-status')
      expect(answer.body.Operations[0]).toMatchObject({
        status,
        response: { ...response, detail: expect.any(String) },
      })
    })

    it('rfc7644-3.7.3-bulk-request without failOnErrors is answered by rfc7644-3.7.3-all-failed-response', async () => {
      await people()
      await rfc.request('DELETE', `/Users/${leaver}`)

      const answer = await rfc.send('rfc7644-3.7.3-bulk-request', {
        changes: [
          { from: '"failOnErrors":1,', to: '', why: 'the example is of a request without it' },
          withFamilyName('Bob'),
        ],
      })

      rfc.expectAs(answer, 'rfc7644-3.7.3-all-failed-response')
    })
  })

  describe('RFC 7644 §3.7.4, §3.12: limits', () => {
    const limits = jsonBody('rfc7644-3.12-table-8-limits')

    it('rfc7644-3.7.4-oversized-request is answered by rfc7644-3.7.4-oversized-response', async () => {
      const filler = 'x'.repeat(limits.maxPayloadSize)
      const answer = await rfc.request('POST', '/v2/Bulk', { schemas: [urn.bulkRequest], Operations: [], filler })

      rfc.expectAs(answer, 'rfc7644-3.7.4-oversized-response')
      expect(answer.body.detail).toContain(`maxPayloadSize`)
      expect(answer.body.detail).toContain(String(limits.maxPayloadSize))
    })

    it('are those of rfc7644-3.12-table-8-limits where they are configured so, and named in a 413', async () => {
      const { bulk } = (await rfc.request('GET', '/ServiceProviderConfig')).body
      const Operations = Array(limits.maxOperations + 1).fill({ method: 'DELETE', path: '/Users/x' })
      const answer = await rfc.request('POST', '/Bulk', { schemas: [urn.bulkRequest], Operations })

      expect(bulk).toEqual({ supported: true, ...limits })
      expect([answer.status, answer.body.detail]).toEqual([413, expect.stringContaining(String(limits.maxOperations))])
    })
  })
}
