/** Writes of people: one, one attribute of one, a thousand in one request. */
import { urn } from '../../../src/scim/urn.ts'
import { userBody } from '../../support/gateway.ts'
import { nth, type RequestScenario } from '../scenario.ts'

const newcomer = (name: string) =>
  userBody(name, {
    displayName: `Newcomer ${name}`,
    title: 'Newcomer',
    emails: [{ value: `${name}@example.com`, type: 'work', primary: true }],
  })

/** Of one Bulk request; fewer where there are few people, as in a short run. */
const bulkSizeFor = (people: number): number => (people < 1_000 ? 50 : 1_000)

/** In the order in which they run: those that add people last. */
export const writesFor = (people: number): readonly RequestScenario[] => [patch, create, bulkOf(bulkSizeFor(people))]

const patch: RequestScenario = {
  kind: 'requests',
  name: 'patch',
  title: 'PATCH of one attribute',
  connections: 4,
  status: 200,
  request: (turn, { persons }) => ({
    method: 'PATCH',
    path: `/Users/${nth(persons, turn).id}`,
    body: { schemas: [urn.patchOp], Operations: [{ op: 'replace', path: 'title', value: `Title ${turn}` }] },
  }),
}

const create: RequestScenario = {
  kind: 'requests',
  name: 'create',
  title: 'create',
  connections: 4,
  status: 201,
  creates: true,
  request: (turn) => ({ method: 'POST', path: '/Users', body: newcomer(`bench-${turn}`) }),
}

const bulkOf = (size: number): RequestScenario => ({
  kind: 'requests',
  name: 'bulk',
  creates: true,
  title: `Bulk of ${size.toLocaleString('en-US')} creates`,
  connections: 1,
  status: 200,
  request: (turn) => ({
    method: 'POST',
    path: '/Bulk',
    body: {
      schemas: [urn.bulkRequest],
      Operations: Array.from({ length: size }, (_, n) => ({
        method: 'POST',
        path: '/Users',
        bulkId: `${n}`,
        data: newcomer(`bulk-${turn}-${n}`),
      })),
    },
  }),
})
