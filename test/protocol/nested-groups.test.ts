/** Groups in groups: who belongs to one by way of another. RFC 7643 §4.1.2, §4.2 */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered, groupBody, startGateway, type TestGateway, userBody } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

interface Shown {
  readonly display: string
  readonly type: string
}

let stage: Stage
let direct: TestGateway
let number = 0

beforeAll(async () => {
  stage = await openStage()
  const attributes = { groups: { memberships: 'Group', nested: false } }
  direct = await startGateway(stage.ldap, { users: { base: stage.people, attributes } })
})
afterAll(async () => {
  await direct?.close()
  await stage?.end()
})

/** Names of their own for each test. */
let run = ''
beforeEach(() => {
  run = `t${number++}`
})

const person = async (name: string): Promise<string> =>
  (await stage.scim.post('/Users', userBody(`${run}-${name}`))).body.id
const group = async (name: string, ...members: readonly string[]): Promise<string> => {
  const { status, body } = await stage.scim.post('/Groups', groupBody(`${run} ${name}`, members))
  expect(status).toBe(201)
  return body.id
}
const change = (id: string, ...operations: readonly object[]) =>
  stage.scim.request('PATCH', `/Groups/${id}`, { body: { schemas: [urn.patchOp], Operations: operations } })
const add = (...ids: readonly string[]) => ({ op: 'add', path: 'members', value: ids.map((value) => ({ value })) })
const remove = (id: string) => ({ op: 'remove', path: `members[value eq "${id}"]` })

const shown = (groups: readonly Shown[] = []) =>
  Object.fromEntries(groups.map(({ display, type }) => [display.replace(`${run} `, ''), type]))
const groupsOf = async (id: string, scim: Pick<TestGateway, 'get'> = stage.scim) =>
  shown((await scim.get(`/Users/${id}`)).body.groups)
const found = async (filter: string, scim: Pick<TestGateway, 'get'> = stage.scim): Promise<readonly string[]> => {
  const { status, body } = await scim.get(filtered('/Users', `userName sw "${run}-" and (${filter})`))
  expect(status).toBe(200)
  return body.Resources.map(({ userName }: { userName: string }) => userName.replace(`${run}-`, '')).toSorted()
}

describe('the groups of a user', () => {
  it('are direct where they name the user, and indirect where they name such a group', async () => {
    const ann = await person('ann')
    const inner = await group('inner', ann)
    const middle = await group('middle', inner)
    const outer = await group('outer', middle)
    await group('beside', await person('bob'))

    expect(await groupsOf(ann)).toEqual({ inner: 'direct', middle: 'indirect', outer: 'indirect' })
    expect((await stage.scim.get(`/Users/${ann}`)).body.groups).toContainEqual({
      value: outer,
      $ref: expect.stringMatching(`/Groups/${outer}$`),
      display: `${run} outer`,
      type: 'indirect',
    })
    const listed = await stage.scim.get(filtered('/Users', `userName eq "${run}-ann"`))
    expect(shown(listed.body.Resources[0].groups)).toEqual(await groupsOf(ann))
  })

  it('are told once, as direct where they are both', async () => {
    const ann = await person('ann')
    const inner = await group('inner', ann)
    const left = await group('left', inner)
    const right = await group('right', inner)
    await group('outer', left, right, ann)

    expect(await groupsOf(ann)).toEqual({ inner: 'direct', left: 'indirect', right: 'indirect', outer: 'direct' })
  })

  it('end where groups go round in circles, also where one is its own member', async () => {
    const ann = await person('ann')
    const first = await group('first', ann)
    const second = await group('second', first)
    const third = await group('third', second)
    await change(first, add(third))
    await change(second, add(second))

    expect(await groupsOf(ann)).toEqual({ first: 'direct', second: 'indirect', third: 'indirect' })
    expect(await found(`groups.value eq "${third}"`)).toEqual(['ann'])
    expect(await found('groups.type eq "indirect"')).toEqual(['ann'])
  })

  it('change with the groups in between, and so does what a conditional GET confirms', async () => {
    const ann = await person('ann')
    const inner = await group('inner', ann)
    const outer = await group('outer', inner, await person('bob'))
    const etag = (await stage.scim.get(`/Users/${ann}`)).headers.get('etag') as string
    const ask = () => stage.scim.get(`/Users/${ann}`, { 'If-None-Match': etag })
    expect((await ask()).status).toBe(304)

    expect((await change(outer, remove(inner))).status).toBe(204)

    expect((await ask()).status).toBe(200)
    expect(await groupsOf(ann)).toEqual({ inner: 'direct' })
  })

  it('are followed through twenty groups, for answers and filters alike', async () => {
    const ann = await person('ann')
    const ids = [await group('0', ann)]
    for (let level = 1; level <= 22; level++) ids.push(await group(String(level), ids.at(-1) as string))

    expect(Object.keys(await groupsOf(ann))).toHaveLength(21)
    expect(await found(`groups.value eq "${ids[20]}"`)).toEqual(['ann'])
    expect(await found(`groups.value eq "${ids[21]}"`)).toEqual([])
    expect(await found(`groups.display eq "${run} 20"`)).toEqual(['ann'])
    expect(await found(`groups.display eq "${run} 21"`)).toEqual([])
  })
})

describe('filters on groups', () => {
  const build = async () => {
    const [ann, bob, cyd] = [await person('ann'), await person('bob'), await person('cyd')]
    const inner = await group('inner', ann)
    const outer = await group('outer', inner, bob)
    const other = await group('other', cyd)
    return { inner, outer, other }
  }

  it('find whoever belongs to a group, however', async () => {
    const { inner, outer, other } = await build()

    const answers = [
      `groups.value eq "${outer}"`,
      `groups eq "${outer}"`,
      `groups[value eq "${outer}"]`,
      `groups.value eq "${inner}"`,
      `groups.value eq "${inner}" or groups.value eq "${other}"`,
      `not (groups.value eq "${outer}")`,
      `groups.display eq "${run} outer"`,
      'groups pr',
    ]

    expect(await Promise.all(answers.map((filter) => found(filter)))).toEqual([
      ...[['ann', 'bob'], ['ann', 'bob'], ['ann', 'bob'], ['ann']],
      ...[['ann', 'cyd'], ['cyd'], ['ann', 'bob'], ['ann', 'bob', 'cyd']],
    ])
  })

  it('tell direct from indirect', async () => {
    const { outer } = await build()

    const answers = [
      `groups[value eq "${outer}" and type eq "direct"]`,
      `groups[value eq "${outer}" and type eq "indirect"]`,
      'groups.type eq "indirect"',
      'groups.type eq "direct"',
    ]

    expect(await Promise.all(answers.map((filter) => found(filter)))).toEqual([
      ...[['bob'], ['ann'], ['ann'], ['ann', 'bob', 'cyd']],
    ])
  })

  it('find them in groups too large to be spelled out, too', async () => {
    const ann = await person('ann')
    const many = Array.from({ length: 300 }, (_, at) => `uid=${run}-nobody${at},${stage.people}`)
    const inner = await group('inner', ann)
    const outer = await group('outer', inner)
    await stage.admin.replace(`cn=${run} inner,${stage.groups}`, 'member', `uid=${run}-ann,${stage.people}`, ...many)

    expect(await found(`groups.value eq "${outer}"`)).toEqual(['ann'])
    expect(await found(`groups[value eq "${outer}" and type eq "indirect"]`)).toEqual(['ann'])
  })
})

describe('the row { memberships: Group, nested: false }', () => {
  it('tells of groups that name the user themselves, and finds nobody else', async () => {
    const ann = await person('ann')
    const inner = await group('inner', ann)
    const outer = await group('outer', inner)

    expect(await groupsOf(ann, direct)).toEqual({ inner: 'direct' })
    expect(await found(`groups.value eq "${outer}"`, direct)).toEqual([])
    expect(await found('groups.type eq "indirect"', direct)).toEqual([])
    expect(await found(`groups.value eq "${inner}"`, direct)).toEqual(['ann'])
  })

  it('says so in /Schemas', async () => {
    const typesIn = async ({ get }: Pick<TestGateway, 'get'>) => {
      const { attributes } = (await get(`/Schemas/${urn.user}`)).body
      const groups = attributes.find(({ name }: { name: string }) => name === 'groups')
      return groups.subAttributes.find(({ name }: { name: string }) => name === 'type').canonicalValues
    }

    expect([await typesIn(stage.scim), await typesIn(direct)]).toEqual([['direct', 'indirect'], ['direct']])
  })
})
