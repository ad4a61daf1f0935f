/** groupOfUniqueNames: values of uniqueMember are a DN, and optionally a unique identifier behind it. RFC 4517 §3.3.21, §4.2.31 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, userBody } from '../support/gateway.ts'
import { groupOfUniqueNames, openStageOf } from './group-kinds.ts'
import { expectError, type Stage } from './support.ts'

let stage: Stage
let ids: readonly string[]
beforeAll(async () => {
  stage = await openStageOf(groupOfUniqueNames)
  const answers = await Promise.all(['ann', 'bob'].map((userName) => stage.scim.post('/Users', userBody(userName))))
  ids = answers.map(({ body }) => body.id)
})
afterAll(() => stage?.end())

const id = (at: number) => ids[at] as string
const person = (name: string) => `uid=${name},${stage.people}`
const held = async (name: string) => (await stage.admin.stored(`cn=${name},${stage.groups}`))?.uniquemember?.toSorted()
/** A group of another LDAP client's, which tells one holder of the name from the next. */
const addGroup = async (name: string, ...uniqueMember: readonly string[]): Promise<string> => {
  await stage.admin.add(`cn=${name},${stage.groups}`, { objectClass: 'groupOfUniqueNames', cn: name, uniqueMember })
  return stage.admin.entryUuid(`cn=${name},${stage.groups}`)
}

describe('a value with a unique identifier', () => {
  it('means one holder of the name, whom the gateway cannot tell: it is not shown, and nobody is found by it', async () => {
    const group = await addGroup('Hidden', `${person('ann')}#'0101'B`, person('bob'))

    const { body } = await stage.scim.get(`/Groups/${group}`)
    const found = await stage.scim.get(filtered('/Groups', `members.value eq "${id(0)}"`))
    const { groups } = (await stage.scim.get(`/Users/${id(0)}`)).body

    expect(body.members.map(({ value }: { value: string }) => value)).toEqual([id(1)])
    expect([found.body.totalResults, groups]).toEqual([0, undefined])
  })

  it('survives PUT and PATCH, also of the same person', async () => {
    const value = `${person('ann')}#'0101'B`
    const group = await addGroup('Kept', value, person('bob'))
    const patch = (operation: object) =>
      stage.scim.request('PATCH', `/Groups/${group}`, { body: { schemas: [urn.patchOp], Operations: [operation] } })

    const answers = [
      await stage.scim.put(`/Groups/${group}`, groupBody('Kept', [id(0), id(1)])),
      await patch({ op: 'remove', path: `members[value eq "${id(0)}"]` }),
      await patch({ op: 'add', path: 'members', value: [{ value: id(0) }] }),
      await stage.scim.put(`/Groups/${group}`, groupBody('Kept', [id(1)])),
    ]

    expect(answers.map(({ status }) => status)).toEqual([200, 204, 204, 200])
    expect(await held('Kept')).toEqual([value, person('bob')].toSorted())
  })

  it('is no member to leave a group to', async () => {
    const group = await addGroup('Lonely', `${person('ann')}#'0101'B`, person('bob'))

    const answer = await stage.scim.request('PATCH', `/Groups/${group}`, {
      body: { schemas: [urn.patchOp], Operations: [{ op: 'remove', path: `members[value eq "${id(1)}"]` }] },
    })

    expectError(answer, 400, 'mutability')
    expect(await held('Lonely')).toHaveLength(2)
  })
})
