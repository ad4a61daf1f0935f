/** Gateway and slapd have one idea of which names are equal: for every two names of a large set, in both orders. RFC 7644 §5 */
import { EqualityFilter } from 'ldapts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createRandom, type Random } from '../../src/demo/random.ts'
import { expectError, idsOf, openStage, type Stage } from '../protocol/support.ts'
import { type Answer, filtered, userBody } from '../support/gateway.ts'
import families from './user-names.json' with { type: 'json' }

/** Names that still fit into a DN, and some that do not. */
const longNames = [
  ...['x', 'X', 'y'].map((letter) => letter.repeat(200)),
  'y'.repeat(10_000),
  ...['é', 'É'].map((letter) => letter.repeat(90)),
  '日'.repeat(400),
]

/** Characters that do something to their neighbours. */
const alphabet = [
  ...'abIiİıKkßẞſsSΣσςéÉeﬁfΩ日אب٣1·. @-',
  '\u212a',
  '\u0301',
  '\u0323',
  '\u0307',
  '\u00a0',
  '\u00ad',
  '\u200d',
  '\u1100',
  '\u1161',
  'ａ',
  'Ⅷ',
]

const generated = (random: Random): string =>
  Array.from({ length: 1 + random.below(4) }, () => random.pick(alphabet)).join('')

describe('userName, RFC 7644 §5', () => {
  let stage: Stage

  beforeEach(async () => {
    stage = await openStage()
  })
  afterEach(() => stage?.end())

  // Families of names that one implementation or another takes for one name.
  const named = [...families.flat(), ...longNames, '\ud800', 'a\udc00', '\ud800a']
  const random = createRandom(20_261_122)
  const names = [...new Set([...named, ...Array.from({ length: 350 }, () => generated(random))])]

  it.each([
    ['in one order', names],
    ['in the other', [...names].reverse()],
  ])(
    'is refused, taken or free, and a filter with the same text finds who has it: %s',
    async (_, order) => {
      const outcomes = new Map<string, Answer>()
      for (const userName of order) outcomes.set(userName, await stage.scim.post('/Users', userBody(userName)))
      const wrong: unknown[] = []
      const counts = { 201: 0, 400: 0, 409: 0 }

      for (const [userName, answer] of outcomes) {
        if (answer.status !== 201 && answer.status !== 409) {
          expectError(answer, 400, 'invalidValue')
          counts[400] += 1
          continue
        }
        counts[answer.status] += 1
        const found = idsOf(await stage.scim.get(filtered('/Users', `userName eq ${JSON.stringify(userName)}`)))
        const isRight = answer.status === 201 ? found[0] === answer.body.id : found.length === 1
        if (!isRight || found.length !== 1) wrong.push([userName, answer.status, found])
      }

      expect(wrong).toEqual([])
      expect(Math.min(...Object.values(counts))).toBeGreaterThan(40)
      await expectOneIdea([...outcomes])
    },
    300_000,
  )

  /** slapd is asked itself: each name that stands matches its own entry and no other, and is what PRECIS makes of it. */
  const expectOneIdea = async (outcomes: readonly (readonly [string, Answer])[]) => {
    const forms = new Map<string, string>()
    for (const [userName, { status, body }] of outcomes) {
      if (status !== 201) continue
      const { searchEntries } = await stage.admin.client.search(stage.people, {
        filter: new EqualityFilter({ attribute: 'uid', value: userName }),
        attributes: ['entryUUID', 'uid'],
      })
      expect(searchEntries.map(({ entryUUID }) => entryUUID)).toEqual([body.id])
      expect(searchEntries[0]?.uid).toBe(body.userName)
      const form = [...body.userName]
        .map((each: string) => each.toLowerCase())
        .join('')
        .normalize('NFC')
      expect([form, forms.get(form)]).toEqual([form, undefined])
      forms.set(form, userName)
    }
  }

  it('a name in another spelling of the same is no change for PUT and PATCH', async () => {
    const spellings = [
      ['Zoë@example.com', ['zoe\u0308@EXAMPLE.com', 'ZOË@example.com', 'ｚoë@example.com', ' zoë@example.com ']],
      ['ffion', ['ﬀion', 'FFION']],
    ] as const
    for (const [userName, others] of spellings) {
      const { body } = await stage.scim.post('/Users', userBody(userName))
      for (const other of others) {
        const operation = { op: 'replace', path: 'userName', value: other }
        const answers = [
          await stage.scim.put(`/Users/${body.id}`, userBody(other)),
          await stage.scim.request('PATCH', `/Users/${body.id}`, {
            body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] },
          }),
        ]
        for (const { status, body: after } of answers) {
          expect([other, status, after.userName, after.meta?.version]).toEqual([
            other,
            200,
            userName,
            body.meta.version,
          ])
        }
      }
    }
  })

  it('a name that other clients gave, and that no POST would take, can be read, found, changed and deleted', async () => {
    const dn = await stage.admin.addPerson(`uid=ﬁ  İ,${stage.people}`, { uid: 'ﬁ  İ' })
    const id = await stage.admin.entryUuid(dn)

    const { body } = await stage.scim.get(`/Users/${id}`)
    expect(idsOf(await stage.scim.get(filtered('/Users', 'userName eq "FI i"')))).toEqual([id])
    expectError(await stage.scim.post('/Users', userBody('fi i')), 409, 'uniqueness')
    const put = await stage.scim.put(`/Users/${id}`, { ...userBody(body.userName), title: 'New' })
    expect([put.status, put.body.userName, put.body.title]).toEqual([200, 'ﬁ  İ', 'New'])
    expect((await stage.scim.delete(`/Users/${id}`)).status).toBe(204)
  })
})
