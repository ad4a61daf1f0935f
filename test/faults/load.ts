/** load: clients that do what identity providers do, all at once, with values that are never used twice. */
import { setTimeout as sleep } from 'node:timers/promises'
import { type Answer, filtered, groupBody, userBody } from '../support/gateway.ts'
import { attribute, life, membership, type Sight, type Write } from './history.ts'
import { ask, born, createWorld, died, note, type Person, type Told, type World } from './world.ts'

/** How often each action is taken, against each other. */
export type Mix = Readonly<Record<Action, number>>

type Action = keyof typeof actions

export const usual: Mix = {
  create: 12,
  change: 44,
  read: 12,
  find: 8,
  join: 8,
  leave: 4,
  look: 4,
  remove: 4,
  bulk: 8,
  race: 1,
}
export const mostlyBulk: Mix = { ...usual, bulk: 60 }

const largestGroup = 25
const bulkChanges = 8

/** People and groups to begin with, while nothing is broken yet. */
export const settle = async (prefix: string, doors: World['doors']): Promise<World> => {
  const world = createWorld(prefix, doors)
  for (let n = 0; n < 12; n += 1) await create(world, 0)
  for (let n = 0; n < 4; n += 1) await found(world, 0)
  return world
}

interface Manner {
  readonly mix: Mix
  isOver(): boolean
  isGentle(): boolean
}

const gentleMs = 500

/** One client until it is over. */
export const work = async (world: World, client: number, { mix, isOver, isGentle }: Manner): Promise<void> => {
  const names = (Object.keys(mix) as Action[]).flatMap((name) => Array.from({ length: mix[name] }, () => name))
  while (!isOver()) {
    await actions[pick(names) as Action](world, client)
    if (isGentle()) await sleep(gentleMs)
  }
}

const create = async (world: World, client: number): Promise<void> => {
  const userName = fresh(world)
  const [title, displayName] = [fresh(world), fresh(world)]
  const body = userBody(userName, { title, displayName })
  const told = await ask(world, { client, method: 'POST', path: '/Users', body })
  note(world, told, { writes: newcomer(userName, title, displayName) })
  if (told.status === 201) know(world, { userName, id: told.answer?.body.id })
}

/** Two clients give the same name at once, at two gateways where there are two. */
const race = async (world: World, client: number): Promise<void> => {
  const userName = fresh(world)
  const doors = world.doors().length
  const bids = [0, 1].map(async (n) => {
    const title = fresh(world)
    const body = userBody(n === 0 ? userName : userName.toUpperCase(), { title })
    const told = await ask(world, { client, method: 'POST', path: '/Users', body, gateway: n % doors })
    note(world, told, { writes: [born(userName), { ...attribute(userName, 'title'), written: title }] })
  })
  await Promise.all(bids)
}

const change = (world: World, client: number): Promise<void> => changeOf(world, client, pick(world.people))

const changeOf = async (world: World, client: number, { userName, id }: Person): Promise<void> => {
  const [name, value] = [pick(['title', 'displayName']), fresh(world)]
  const told = await ask(world, { client, method: 'PATCH', path: `/Users/${id}`, body: patch('replace', name, value) })
  note(world, told, { writes: [{ ...attribute(userName, name), written: value }], sights: absence(userName, told) })
}

const read = async (world: World, client: number): Promise<void> => {
  const { userName, id } = pick(world.people)
  const told = await ask(world, { client, method: 'GET', path: `/Users/${id}` })
  note(world, told, { sights: told.status === 200 ? shown(userName, told.answer?.body) : absence(userName, told) })
}

const find = async (world: World, client: number): Promise<void> => {
  const { userName } = pick(world.people)
  const told = await ask(world, { client, method: 'GET', path: filtered('/Users', `userName eq "${userName}"`) })
  const { Resources = [], totalResults } = told.answer?.body ?? {}
  const sights = told.status !== 200 ? [] : totalResults === 0 ? [gone(userName)] : shown(userName, Resources[0])
  note(world, told, { sights, ...(totalResults > 1 && { wrong: `${totalResults} have this name` }) })
}

/** A group with two who are in it from the first moment; the first one never leaves. */
const found = async (world: World, client: number): Promise<void> => {
  const name = fresh(world)
  const members = [world.people[0], pick(world.people)].filter((person) => person !== undefined)
  const asked = [...new Set(members.map(({ userName }) => userName))]
  const body = groupBody(name, [...new Set(members.map(({ id }) => id))])
  const told = await ask(world, { client, method: 'POST', path: '/Groups', body })
  note(world, told, { writes: [born(name), ...asked.map((who) => ({ ...membership(name, who), written: 'there' }))] })
  if (told.status === 201) world.groups.push({ name, id: told.answer?.body.id, asked, inside: asked.slice(1) })
}

const join = async (world: World, client: number): Promise<void> => {
  const group = world.groups.at(-1 - Math.floor(Math.random() * 3))
  if (group === undefined || group.asked.length >= largestGroup) return found(world, client)
  const { userName, id } = pick(world.people)
  if (group.asked.includes(userName)) return read(world, client)
  group.asked.push(userName)
  const body = patch('add', 'members', [{ value: id }])
  const told = await ask(world, { client, method: 'PATCH', path: `/Groups/${group.id}`, body })
  note(world, told, { writes: [{ ...membership(group.name, userName), written: 'there' }] })
  if ((told.status ?? 500) < 300) group.inside.push(userName)
}

const leave = async (world: World, client: number): Promise<void> => {
  const group = pick(world.groups)
  // Only who is in it for sure: a join without an answer may come after the leave.
  const userName = pick(group.inside) as string | undefined
  const person = world.people.find((one) => one.userName === userName)
  if (userName === undefined || person === undefined) return look(world, client)
  const body = patch('remove', `members[value eq "${person.id}"]`)
  const told = await ask(world, { client, method: 'PATCH', path: `/Groups/${group.id}`, body })
  note(world, told, { writes: [{ ...membership(group.name, userName), written: 'gone' }] })
}

const look = async (world: World, client: number): Promise<void> => {
  const group = pick(world.groups)
  const told = await ask(world, { client, method: 'GET', path: `/Groups/${group.id}` })
  if (told.status !== 200) return note(world, told, { sights: absence(group.name, told) })
  const ids: readonly { value: string }[] = told.answer?.body.members ?? []
  const there = new Set(ids.map(({ value }) => world.names.get(value)))
  const sights = group.asked.map(
    (who): Sight => ({ ...membership(group.name, who), seen: there.has(who) ? 'there' : undefined }),
  )
  note(world, told, { sights })
}

/** Now and then twice at once, and changed besides: who comes too late takes back what it has begun. */
const remove = async (world: World, client: number): Promise<void> => {
  // The first ones hold the groups.
  if (world.people.length < 20) return create(world, client)
  const person = world.people[12 + Math.floor(Math.random() * (world.people.length - 12))] as Person
  const { userName, id } = person
  const isContested = Math.random() < 0.5
  const doors = world.doors().length
  const bids = Array.from({ length: isContested ? 2 : 1 }, async (_, n) => {
    const gateway = (client + n) % doors
    const told = await ask(world, { client, method: 'DELETE', path: `/Users/${id}`, gateway })
    note(world, told, { writes: [died(userName)], sights: absence(userName, told) })
    return told.status
  })
  if (isContested) await changeOf(world, client, person)
  const statuses = await Promise.all(bids)
  // Some are still asked for: 404 is what they must get.
  if (!statuses.includes(204) || Math.random() > 0.7) return
  const where = world.people.findIndex((one) => one.id === id)
  if (where >= 0) world.people.splice(where, 1)
}

/** New people, a group with one of them by bulkId, and changes: each operation on its own, in one request. */
const bulk = async (world: World, client: number): Promise<void> => {
  const [userName, title, displayName, group] = [fresh(world), fresh(world), fresh(world), fresh(world)]
  const anchor = world.people[0] as Person
  const changes = [...new Set(Array.from({ length: bulkChanges }, () => pick(world.people)))].map((person) => {
    return { person, value: fresh(world) }
  })
  const operations = [
    { method: 'POST', path: '/Users', bulkId: 'u', data: userBody(userName, { title, displayName }) },
    { method: 'POST', path: '/Groups', bulkId: 'g', data: groupBody(group, [anchor.id, 'bulkId:u']) },
    ...changes.map(({ person, value }) => ({
      ...{ method: 'PATCH', path: `/Users/${person.id}`, data: patch('replace', 'title', value) },
    })),
  ]
  const told = await ask(world, {
    client,
    method: 'POST',
    path: '/Bulk',
    body: { schemas: [bulkRequest], Operations: operations },
  })
  const writes: readonly (readonly Write[])[] = [
    newcomer(userName, title, displayName),
    [born(group), ...[anchor.userName, userName].map((who) => ({ ...membership(group, who), written: 'there' }))],
    ...changes.map(({ person, value }) => [{ ...attribute(person.userName, 'title'), written: value }]),
  ]
  const parts = partsOf(told, operations.length)
  for (const [at, part] of parts.entries()) note(world, part, { writes: writes[at] ?? [] })
  const [user, made] = parts.map(({ status, id }) => (status === 201 ? id : undefined))
  if (user !== undefined) know(world, { userName, id: user })
  if (made !== undefined)
    world.groups.push({ name: group, id: made, asked: [anchor.userName, userName], inside: [userName] })
}

const bulkRequest = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest'

/** Each operation with its own status; where the request as a whole has no success, with that. RFC 7644 §3.7.3 */
const partsOf = (
  { answer, ...told }: Told,
  length: number,
): readonly (Told & { readonly id?: string | undefined })[] => {
  const results: readonly { status: string; location?: string; response?: unknown }[] = answer?.body?.Operations ?? []
  return Array.from({ length }, (_, at) => {
    const request = `${told.request} operation ${at}`
    if (told.status !== 200) return { ...told, request, answer }
    const { status = '500', location, response } = results[at] ?? {}
    const its: Answer = { status: Number(status), headers: new Headers({ 'retry-after': '1' }), body: response }
    return { ...told, request, status: Number(status), answer: its, id: location?.split('/').at(-1) }
  })
}

const actions = { create, change, read, find, join, leave, look, remove, bulk, race }

const newcomer = (userName: string, title: string, displayName: string): readonly Write[] => [
  born(userName),
  { ...attribute(userName, 'title'), written: title },
  { ...attribute(userName, 'displayName'), written: displayName },
]

const shown = (userName: string, body: Answer['body']): readonly Sight[] => [
  { ...life(userName), seen: 'there' },
  { ...attribute(userName, 'title'), seen: body?.title },
  { ...attribute(userName, 'displayName'), seen: body?.displayName },
]
const gone = (userName: string): Sight => ({ ...life(userName), seen: undefined })
const absence = (userName: string, { status }: Told): readonly Sight[] => (status === 404 ? [gone(userName)] : [])

const patch = (op: 'add' | 'replace' | 'remove', path: string, value?: unknown) => ({
  schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
  Operations: [{ op, path, ...(value !== undefined && { value }) }],
})

const know = (world: World, person: Person): void => {
  world.people.push(person)
  world.names.set(person.id, person.userName)
}
const fresh = (world: World): string => {
  world.count += 1
  return `${world.prefix}${world.count}`
}
const pick = <T>(all: readonly T[]): T => all[Math.floor(Math.random() * all.length)] as T
