/** The examples of queries. RFC 7644 §3.4.2, §3.4.3 */
import { beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { urn } from '../../../src/scim/urn.ts'
import type { Answer } from '../../support/gateway.ts'
import { filtered } from '../../support/gateway.ts'
import { linesOf } from '../../support/rfc-examples.ts'
import { idsOf, namesOf } from '../support.ts'
import { under } from './differences.ts'
import { schemasShown, startIndexShown } from './known-differences.ts'
import { barbara, bjensen, person, populate } from './people.ts'
import type { RfcClient } from './rfc-client.ts'

export const querying = (rfc: RfcClient): void => {
  describe('RFC 7644 §3.4.2: queries', () => {
    beforeEach(() => rfc.reset())

    it('rfc7644-3.4.2-query-request is answered by rfc7644-3.4.2-query-response', async () => {
      await rfc.given(barbara, '/Users', bjensen)
      await rfc.given('c75ad752-64ae-4823-840d-ffa80929976c', '/Users', person('jsmith'))

      rfc.expectAs(await rfc.send('rfc7644-3.4.2-query-request'), 'rfc7644-3.4.2-query-response', [
        ...under('Resources.0', schemasShown(urn.user)),
        ...under('Resources.1', schemasShown(urn.user)),
        startIndexShown,
        { at: 'body.itemsPerPage', ours: 2, why: 'required of a page, allowed of a whole list (RFC 7644 §3.4.2)' },
      ])
    })

    it('rfc7644-3.4.2.4-page-request is answered by rfc7644-3.4.2.4-figure-3-page-response', async () => {
      await populate(rfc, 100)

      const first = await rfc.send('rfc7644-3.4.2.4-page-request')
      const next = await rfc.send('rfc7644-3.4.2.4-next-page-request')

      rfc.expectAs(withoutResources(first, 10), 'rfc7644-3.4.2.4-figure-3-page-response')
      rfc.expectAs(withoutResources(next, 10), 'rfc7644-3.4.2.4-figure-3-page-response', [
        { at: 'body.startIndex', printed: 1, ours: 11, why: 'it is the page behind' },
      ])
      expect(new Set([...idsOf(first), ...idsOf(next)]).size).toBe(20)
    })

    it('rfc7644-3.4.3-figure-4-search-request is answered by rfc7644-3.4.3-figure-5-search-response', async () => {
      const [user, group] = await smithsAndFamilies(rfc)
      rfc.learn('2819c223-7f76-413861904646', user)
      rfc.learn('c8596b90-7539-4f20968d1908', group)

      const answer = await rfc.send('rfc7644-3.4.3-figure-4-search-request')

      expect(answer.body.Resources).toHaveLength(10)
      const shown = answer.body.Resources.filter(({ id }: { id: string }) => id === user || id === group)
      rfc.expectAs(
        { ...answer, body: { ...answer.body, Resources: shown } },
        'rfc7644-3.4.3-figure-5-search-response',
        [
          {
            at: 'headers.Location',
            printed: 'https://example.com/.search',
            why: 'Location has no meaning in a 200 to POST (RFC 9110 §10.2.2), and nothing is found there by GET',
          },
          ...under('Resources.0', schemasShown(urn.user)),
          ...under('Resources.1', schemasShown(urn.group)),
        ],
      )
    })
  })

  describe('RFC 7644 §3.4.2.2: filters', () => {
    beforeAll(async () => {
      await rfc.reset()
      for (const body of filteredPeople) expect((await rfc.request('POST', '/Users', body)).status).toBe(201)
    })

    const everybody = ['bjensen', 'john', 'kim']
    it.each([
      ['userName eq "bjensen"', ['bjensen']],
      [`name.familyName co "O'Malley"`, ['john']],
      ['userName sw "J"', ['john']],
      [`${urn.user}:userName sw "J"`, ['john']],
      ['title pr', ['bjensen', 'kim']],
      ['meta.lastModified gt "2011-05-13T04:42:34Z"', everybody],
      ['meta.lastModified ge "2011-05-13T04:42:34Z"', everybody],
      ['meta.lastModified lt "2011-05-13T04:42:34Z"', []],
      ['meta.lastModified le "2011-05-13T04:42:34Z"', []],
      ['title pr and userType eq "Employee"', ['bjensen']],
      ['title pr or userType eq "Intern"', everybody],
      [`schemas eq "${urn.enterpriseUser}"`, ['kim']],
      ['userType eq "Employee" and (emails co "example.com" or emails.value co "example.org")', ['bjensen']],
      ['userType ne "Employee" and not (emails co "example.com" or emails.value co "example.org")', ['kim']],
      ['userType eq "Employee" and (emails.type eq "work")', ['bjensen']],
      ['userType eq "Employee" and emails[type eq "work" and value co "@example.com"]', ['bjensen']],
      [
        'emails[type eq "work" and value co "@example.com"] or ims[type eq "xmpp" and value co "@foo.com"]',
        ['bjensen', 'john'],
      ],
    ])('%s of figure 2 finds %j', async (filter, names) => {
      expect(linesOf('rfc7644-3.4.2.2-figure-2-filters')).toContain(filter)

      const answer = await rfc.stage().scim.get(filtered('/Users', filter))

      expect([answer.status, namesOf(answer).toSorted()]).toEqual([200, names])
    })

    it('the filters of figure 2 are all tried here', () => {
      expect(linesOf('rfc7644-3.4.2.2-figure-2-filters')).toHaveLength(17)
    })

    it.each(linesOf('rfc7644-3.4.2.2-operator-case'))(
      '%s of rfc7644-3.4.2.2-operator-case finds John',
      async (filter) => {
        const answer = await rfc.stage().scim.get(filtered('/Users', filter))

        expect([answer.status, namesOf(answer)]).toEqual([200, ['john']])
      },
    )
  })
}

/** "Actual resources removed for brevity." */
export const withoutResources = (answer: Answer, count: number): Answer => {
  expect(answer.body.Resources).toHaveLength(count)
  return { ...answer, body: { ...answer.body, Resources: [] } }
}

/** 9 people and 91 groups with names that begin with "Smith": the ids of the two that figure 5 shows. */
const smithsAndFamilies = async (rfc: RfcClient): Promise<readonly [string, string]> => {
  const { admin, groups, people } = rfc.stage()
  await populate(rfc, 8, 'Smith, Somebody')
  const smith = `uid=jsmith,${people}`
  await admin.addPerson(smith, { uid: 'jsmith', displayName: 'Smith, James' })
  const names = ['Smith Family', ...Array.from({ length: 90 }, (_, at) => `Smith Society ${at}`)]
  for (const cn of names) await admin.add(`cn=${cn},${groups}`, { objectClass: 'groupOfNames', cn, member: smith })
  return [await admin.entryUuid(smith), await admin.entryUuid(`cn=Smith Family,${groups}`)]
}

const filteredPeople = [
  {
    ...bjensen,
    title: 'Tour Guide',
    userType: 'Employee',
    emails: [{ value: 'bjensen@example.com', type: 'work' }],
  },
  {
    ...person('john', { name: { familyName: "O'Malley" } }),
    userType: 'Intern',
    emails: [{ value: 'john@example.org', type: 'home' }],
    ims: [{ value: 'john@foo.com', type: 'xmpp' }],
  },
  {
    ...person('kim', { schemas: [urn.user, urn.enterpriseUser] }),
    title: 'Supervisor',
    userType: 'Contractor',
    emails: [{ value: 'kim@elsewhere.test', type: 'work' }],
    [urn.enterpriseUser]: { employeeNumber: '1' },
  },
]
