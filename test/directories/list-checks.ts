/** Checks of lists, versions, Bulk and discovery, as rows of the table in docs/directories.md. RFC 7644 §3.4, §3.7, §3.14 */
import { expect } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered } from '../support/gateway.ts'
import { type Check, idsFor, passed, patchBody, refused, type Trial, userOf } from './standing.ts'

/** Five people with one prefix of their own. */
const five = async (trial: Trial) => {
  const prefix = trial.fresh('list-')
  const people = []
  for (const letter of ['b', 'a', 'd', 'c', 'e'])
    people.push(await trial.createUser({ userName: `${prefix}.${letter}` }))
  return { prefix, people, all: `userName sw "${prefix}."` }
}

export const listChecks: readonly Check[] = [
  {
    name: 'filters: eq ne co sw ew pr gt ge lt le and or not, as the RFC has them',
    run: async (trial) => {
      const { prefix, people, all } = await five(trial)
      const found = async (filter: string) => {
        const ids = await idsFor(trial, '/Users', `${all} and (${filter})`)
        return people
          .filter(({ id }) => ids.includes(id))
          .map(({ name }) => name.slice(-1))
          .join('')
      }
      expect(await found(`userName eq "${prefix}.A"`)).toBe('a')
      expect(await found(`userName ne "${prefix}.a"`)).toBe('bdce')
      expect(await found('userName ew ".b"')).toBe('b')
      expect(await found(`userName co "${prefix.slice(1)}" and not (userName ew "c")`)).toBe('bade')
      expect(await found(`userName gt "${prefix}.c"`)).toBe('de')
      expect(await found(`userName ge "${prefix}.c"`)).toBe('dce')
      expect(await found(`userName lt "${prefix}.b" or userName le "${prefix}.a"`)).toBe('a')
      expect(await found('name.familyName pr and name.familyName eq "tester"')).toBe('badce')
      expect(await found('meta.created gt "2000-01-01T00:00:00Z"')).toBe('badce')
      return passed
    },
  },
  {
    name: 'pages by index, sorted, with the true total',
    run: async (trial) => {
      const { people, all } = await five(trial)
      const page = await trial.scim.get(filtered('/Users', all, '&sortBy=userName&startIndex=2&count=2'))
      expect(page.body).toMatchObject({ totalResults: 5, startIndex: 2, itemsPerPage: 2 })
      expect(page.body.Resources.map(({ userName }: { userName: string }) => userName.slice(-1))).toEqual(['b', 'c'])
      expect(people).toHaveLength(5)
      return passed
    },
  },
  {
    name: 'pages by cursor (RFC 9865)',
    run: async (trial) => {
      const { people, all } = await five(trial)
      const seen: string[] = []
      for (let cursor: string | undefined = ''; cursor !== undefined; ) {
        const page = await trial.scim.get(filtered('/Users', all, `&count=2&cursor=${encodeURIComponent(cursor)}`))
        expect(page.status).toBe(200)
        seen.push(...page.body.Resources.map(({ id }: { id: string }) => id))
        cursor = page.body.nextCursor
      }
      expect(seen.toSorted()).toEqual(people.map(({ id }) => id).toSorted())
      return passed
    },
  },
  {
    name: 'attributes, excludedAttributes, POST /.search over all types',
    run: async (trial) => {
      const { prefix, people, all } = await five(trial)
      const [first] = people
      const only = await trial.scim.get(`/Users/${first?.id}?attributes=userName`)
      expect(Object.keys(only.body).toSorted()).toEqual(['id', 'schemas', 'userName'])
      const search = { schemas: [urn.searchRequest], filter: all, count: 10, excludedAttributes: ['name'] }
      const found = await trial.scim.post('/.search', search)
      expect([found.status, found.body.totalResults]).toEqual([200, 5])
      expect(JSON.stringify(found.body)).not.toContain('"name"')
      expect(prefix).not.toBe('')
      return passed
    },
  },
  {
    name: 'ETag, If-None-Match; of two writers with one tag one wins',
    run: async (trial) => {
      const { id, body, version } = await trial.createUser()
      const path = `/Users/${id}`
      if (!trial.features.etag) {
        const guarded = await trial.scim.put(path, body, { 'If-Match': 'W/"anything"' })
        expect(guarded.status).toBeGreaterThanOrEqual(400)
        return refused('etag.supported is false: nothing in this directory could guard a write')
      }
      expect((await trial.scim.get(path, { 'If-None-Match': version as string })).status).toBe(304)
      let tag = version as string
      for (let round = 0; round < 20; round++) {
        const writes = ['familyName', 'givenName'].map((name) =>
          trial.scim.request('PATCH', path, {
            body: patchBody({ op: 'replace', path: `name.${name}`, value: `Round${round}` }),
            headers: { 'If-Match': tag },
          }),
        )
        const statuses = (await Promise.all(writes)).map(({ status }) => (status < 300 ? 'won' : String(status)))
        expect(statuses.toSorted()).toEqual(['412', 'won'])
        tag = (await trial.scim.get(path)).headers.get('etag') as string
      }
      return passed
    },
  },
  {
    name: 'ten POSTs of one userName at once make one User',
    run: async (trial) => {
      for (let round = 0; round < 5; round++) {
        const body = userOf(trial)
        const answers = await Promise.all(Array.from({ length: 10 }, () => trial.scim.post('/Users', body)))
        expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array(9).fill(409)])
      }
      return passed
    },
  },
  {
    name: 'Bulk: a User and a Group that names it by bulkId',
    run: async (trial) => {
      const answer = await trial.scim.post('/Bulk', {
        schemas: [urn.bulkRequest],
        Operations: [
          {
            method: 'POST',
            path: '/Groups',
            bulkId: 'g',
            data: { schemas: [urn.group], displayName: trial.fresh('bulk'), members: [{ value: 'bulkId:u' }] },
          },
          { method: 'POST', path: '/Users', bulkId: 'u', data: userOf(trial) },
        ],
      })
      expect([answer.status, answer.body.Operations.map(({ status }: { status: string }) => status)]).toEqual([
        200,
        ['201', '201'],
      ])
      return passed
    },
  },
]
