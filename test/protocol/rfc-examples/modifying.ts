/** The examples of PUT, PATCH and DELETE. RFC 7644 §3.5, §3.6 */
import { beforeEach, describe, expect, it } from 'vitest'
import { urn } from '../../../src/scim/urn.ts'
import type { Answer } from '../../support/gateway.ts'
import { jsonBody, linesOf } from '../../support/rfc-examples.ts'
import { activeShown, quotedLocation } from './known-differences.ts'
import { barbara, bjensen, james, person, someGroup } from './people.ts'
import type { RfcClient } from './rfc-client.ts'

const third = '902c246b-6245-4190-8e05-00816be7344a'

export const modifying = (rfc: RfcClient): void => {
  beforeEach(() => rfc.reset())

  /** Barbara, James and a third; the group has these of them. */
  const givenGroup = async (...members: readonly string[]) => {
    await rfc.given(barbara, '/Users', bjensen)
    await rfc.given(james, '/Users', person('jsmith'))
    await rfc.given(third, '/Users', person('mandy'))
    const values = members.map((value) => ({ value }))
    await rfc.given(someGroup, '/Groups', { schemas: [urn.group], displayName: 'Tour Guides', members: values })
  }
  const membersNow = async () => {
    const { body } = await rfc.request('GET', `/Groups/${someGroup}`)
    return [barbara, james, third].filter((each) =>
      body.members.some(({ value }: { value: string }) => value === rfc.idOf(each)),
    )
  }
  const givenBarbara = (more: object) => rfc.given(barbara, '/Users', { ...bjensen, ...more })

  describe('RFC 7644 §3.5.1: PUT', () => {
    it('rfc7644-3.5.1-replace-request is answered by rfc7644-3.5.1-replace-response', async () => {
      await givenBarbara({ roles: [{ value: 'guide' }], title: 'Tour Guide' })

      rfc.expectAs(await rfc.send('rfc7644-3.5.1-replace-request'), 'rfc7644-3.5.1-replace-response', [
        quotedLocation(`https://example.com/v2/Users/${barbara}`),
        activeShown,
      ])
    })
  })

  describe('RFC 7644 §3.5.2.1: PATCH that adds', () => {
    it('rfc7644-3.5.2.1-add-member is answered by rfc7644-3.5.2.1-add-member-response', async () => {
      await givenGroup(james)

      const answer = await rfc.send('rfc7644-3.5.2.1-add-member')

      rfc.expectAs(answer, 'rfc7644-3.5.2.1-add-member-response', [
        { at: 'headers.Authorization', printed: 'Bearer h480djs93hd8', why: 'a request header, RFC 9110 §11.6.2' },
        {
          at: 'headers.Location',
          printed: `"https://example.com/Groups/${someGroup}"`,
          ours: `https://example.com/v2/Groups/${someGroup}`,
          why: 'without quotation marks (RFC 9110 §10.2.2), and with the base URI of the other examples',
        },
      ])
      expect(await membersNow()).toEqual([barbara, james])
    })

    it('rfc7644-3.5.2.1-add-member changes nothing if the user is a member', async () => {
      await givenGroup(barbara, james)
      const before = await rfc.request('GET', `/Groups/${someGroup}`)

      const answer = await rfc.send('rfc7644-3.5.2.1-add-member')

      expect(answer.status).toBe(204)
      expect((await rfc.request('GET', `/Groups/${someGroup}`)).body).toEqual(before.body)
    })

    it('rfc7644-3.5.2-figure-6 adds a member', async () => {
      await givenGroup(james)

      const answer = await rfc.request('PATCH', `/Groups/${someGroup}`, jsonBody('rfc7644-3.5.2-figure-6'))

      expect([answer.status, await membersNow()]).toEqual([204, [barbara, james]])
    })

    it('rfc7644-3.5.2.1-add-attributes adds an address, and replaces the nickname', async () => {
      const work = { value: 'bjensen@example.com', type: 'work' }
      const before = await givenBarbara({ emails: [work], nickName: 'B' })

      const answer = await rfc.send('rfc7644-3.5.2.1-add-attributes')

      const [{ value }] = jsonBody('rfc7644-3.5.2.1-add-attributes').Operations
      expectResource(answer, { ...before, emails: [work, ...value.emails], nickName: value.nickname })
    })
  })

  describe('RFC 7644 §3.5.2.2: PATCH that removes', () => {
    it('rfc7644-3.5.2.2-remove-member removes a member', async () => {
      await givenGroup(barbara, james)

      const answer = await rfc.send('rfc7644-3.5.2.2-remove-member')

      expect([answer.status, await membersNow()]).toEqual([204, [james]])
    })

    it('rfc7644-3.5.2.2-remove-email removes the value that the filter selects', async () => {
      const other = [
        { value: 'bjensen@example.org', type: 'work' },
        { value: 'babs@example.com', type: 'home' },
      ]
      const before = await givenBarbara({ emails: [{ value: 'bjensen@example.com', type: 'work' }, ...other] })

      const answer = await rfc.request('PATCH', `/Users/${barbara}`, jsonBody('rfc7644-3.5.2.2-remove-email'))

      expectResource(answer, { ...before, emails: other })
    })

    it('rfc7644-3.5.2.2-remove-and-add-member, with a blank behind eq, puts one member in the place of another', async () => {
      await givenGroup(barbara, third)

      const answer = await rfc.send('rfc7644-3.5.2.2-remove-and-add-member', {
        changes: [{ from: 'eq\\"', to: 'eq \\"', why: 'SP compareOp SP compValue, RFC 7644 figure 1' }],
      })

      expect([answer.status, await membersNow()]).toEqual([204, [james, third]])
    })

    it('rfc7644-3.5.2.2-remove-all-and-add-members replaces the members', async () => {
      await givenGroup(third)

      const answer = await rfc.send('rfc7644-3.5.2.2-remove-all-and-add-members')

      expect([answer.status, await membersNow()]).toEqual([204, [barbara, james]])
    })
  })

  describe('RFC 7644 §3.5.2.3: PATCH that replaces', () => {
    const work = { type: 'work', streetAddress: '100 Universal City Plaza', locality: 'Hollywood', region: 'CA' }
    const home = { type: 'home', streetAddress: '456 Hollywood Blvd', primary: true }

    it('rfc7644-3.5.2.3-replace-members replaces the members', async () => {
      await givenGroup(third)

      const answer = await rfc.send('rfc7644-3.5.2.3-replace-members')

      expect([answer.status, await membersNow()]).toEqual([204, [barbara, james]])
    })

    it('rfc7644-3.5.2.3-replace-work-address replaces it, and home is primary no longer', async () => {
      const before = await givenBarbara({ addresses: [work, home] })

      const answer = await rfc.send('rfc7644-3.5.2.3-replace-work-address')

      const [{ value }] = jsonBody('rfc7644-3.5.2.3-replace-work-address').Operations
      expectResource(answer, { ...before, addresses: [value, { ...home, primary: false }] })
    })

    it('rfc7644-3.5.2.3-replace-street-address leaves the rest of the address', async () => {
      const before = await givenBarbara({ addresses: [work, home] })

      const answer = await rfc.send('rfc7644-3.5.2.3-replace-street-address')

      expectResource(answer, { ...before, addresses: [{ ...work, streetAddress: '1010 Broadway Ave' }, home] })
    })

    it('rfc7644-3.5.2.3-replace-attributes leaves other attributes', async () => {
      const before = await givenBarbara({ emails: [{ value: 'old@example.com' }], nickName: 'B', title: 'Guide' })

      const answer = await rfc.send('rfc7644-3.5.2.3-replace-attributes')

      const [{ value }] = jsonBody('rfc7644-3.5.2.3-replace-attributes').Operations
      expectResource(answer, { ...before, emails: value.emails, nickName: value.nickname })
    })
  })

  describe('RFC 7644 §3.5.2, figure 8: paths', () => {
    const [members, familyName, workAddress, member] = linesOf('rfc7644-3.5.2-figure-8-paths').map(
      (line) => JSON.parse(`{${line}}`).path as string,
    )
    const patch = (resource: string, operation: object) =>
      rfc.request('PATCH', resource, { schemas: [urn.patchOp], Operations: [operation] })

    it('the first names all members', async () => {
      await givenGroup(third)

      const { status } = await patch(`/Groups/${someGroup}`, {
        op: 'replace',
        path: members,
        value: [{ value: james }],
      })

      expect([status, await membersNow()]).toEqual([204, [james]])
    })

    it('the second names a sub-attribute', async () => {
      const before = await givenBarbara({})

      const answer = await patch(`/Users/${barbara}`, { op: 'replace', path: familyName, value: 'Smith' })

      expectResource(answer, { ...before, name: { ...before.name, familyName: 'Smith' } })
    })

    it('the third names the values that a filter selects', async () => {
      const home = { type: 'home', locality: 'Hollywood' }
      const before = await givenBarbara({ addresses: [{ type: 'work', locality: 'Here' }, home] })

      expectResource(await patch(`/Users/${barbara}`, { op: 'remove', path: workAddress }), {
        ...before,
        addresses: [home],
      })
    })

    it('the fourth names one member', async () => {
      await givenGroup(barbara, james)

      const { status } = await patch(`/Groups/${someGroup}`, { op: 'remove', path: member })

      expect([status, await membersNow()]).toEqual([204, [james]])
    })
  })

  describe('RFC 7644 §3.6: DELETE', () => {
    it('rfc7644-3.6-delete-request and what comes after are answered as printed', async () => {
      await rfc.given(barbara, '/Users', bjensen)

      rfc.expectAs(await rfc.send('rfc7644-3.6-delete-request'), 'rfc7644-3.6-delete-response')
      const gone = await rfc.send('rfc7644-3.6-read-deleted-request')
      rfc.expectAs(gone, 'rfc7644-3.6-read-deleted-response')
      rfc.expectAs(gone, 'rfc7644-3.12-not-found-response')
    })
  })

  const expectResource = (answer: Answer, resource: Answer['body']) => {
    expect([answer.status, answer.body.detail]).toEqual([200, undefined])
    expect(unordered(answer.body)).toEqual(
      unordered({ ...resource, meta: { ...answer.body.meta, created: resource.meta.created } }),
    )
    expect(answer.body.meta.version).not.toBe(resource.meta.version)
  }
}

/** LDAP keeps sets; RFC 7643 §2.4 gives the values of a multi-valued attribute no order. */
const unordered = (resource: Answer['body']) =>
  Object.fromEntries(
    Object.entries(resource).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.toSorted((a, b) => keyOf(a).localeCompare(keyOf(b))) : value,
    ]),
  )

const keyOf = (value: unknown): string =>
  typeof value === 'object' ? JSON.stringify(Object.entries(value ?? {}).toSorted()) : String(value)
