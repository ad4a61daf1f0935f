/** What a client of a branch writes stays in it, and leaves all others as they are. RFC 7644 §7.5 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/demo/random.ts'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import {
  type Answer,
  type BranchStage,
  department,
  hiddenGroups,
  hiddenPeople,
  manager,
  nobody,
  openBranchStage,
  patchOf,
  query,
  seed,
  seenGroups,
  seenPeople,
  type World,
} from './branch-stage.ts'
import { basesOf, dnOf, type everybody } from './branch-worlds.ts'
import { type Administrator, contentOf } from './support.ts'

let stage: BranchStage
let branch: World
let alone: World
let admin: Administrator
beforeAll(async () => {
  stage = await openBranchStage()
  ;({ branch, alone, admin } = stage)
})
afterAll(() => stage?.end())

describe('writes of a client of a branch', () => {
  it('leave those outside as they are, and answer as if there were none', async () => {
    const outside = [...hiddenPeople, ...hiddenGroups]
    const before = await Promise.all(outside.map((one) => admin.stored(dnOf('whole', one))))
    const random = createRandom(seed)
    const labels = seenPeople.slice(0, 12).map(({ id }) => id)
    const named = [...labels, ...hiddenPeople.slice(0, 4).map(({ id }) => id), nobody]
    /** Of what was made since: ids differ. */
    const made: { readonly label: string; readonly seen: string; readonly due: string }[] = []
    const inTermsOf = (side: 'seen' | 'due', value: unknown) =>
      value === undefined
        ? undefined
        : JSON.parse(made.reduce((text, each) => text.replaceAll(each.label, each[side]), JSON.stringify(value)))
    const told = (side: 'seen' | 'due', answer: Answer) => {
      const text = made.reduce((left, each) => left.replaceAll(each[side], each.label), JSON.stringify(answer))
      return JSON.parse(text, (name, value) =>
        ['version', 'created', 'lastModified'].includes(name) ? undefined : value,
      )
    }
    const statuses = new Map<number, number>()
    const both = async (method: string, path: string, body?: unknown): Promise<void> => {
      const seen = await branch.send(method, inTermsOf('seen', path), inTermsOf('seen', body))
      const due = await alone.send(method, inTermsOf('due', path), inTermsOf('due', body))
      if (seen.status === 201 && due.status === 201) {
        const label = `{made-${made.length}}`
        made.push({ label, seen: seen.body.id, due: due.body.id })
        named.push(label)
        labels.push(label)
      }
      statuses.set(seen.status, (statuses.get(seen.status) ?? 0) + 1)
      expect({ method, path, body, ...told('seen', seen) }).toEqual({ method, path, body, ...told('due', due) })
    }
    const someMembers = () => [...new Set([random.pick(named), random.pick(labels)])].map((value) => ({ value }))
    const steps: readonly (() => Promise<void>)[] = [
      () => both('POST', '/Users', userBody(`new${made.length}`, { userType: random.pick(['staff', 'secret']) })),
      () =>
        both(
          'POST',
          '/Groups',
          groupBody(
            `newg${made.length}`,
            someMembers().map(({ value }) => value),
          ),
        ),
      () =>
        both(
          'PATCH',
          `/Users/${random.pick(named)}`,
          patchOf({ op: 'replace', path: manager, value: { value: random.pick(named) } }),
        ),
      () =>
        both(
          'PATCH',
          `/Users/${random.pick(named)}`,
          patchOf({ op: 'replace', path: 'userType', value: random.pick(['staff', 'secret']) }),
        ),
      () =>
        both(
          'PATCH',
          `/Groups/${random.pick(seenGroups).id}`,
          patchOf({ op: 'add', path: 'members', value: someMembers() }),
        ),
      () =>
        both(
          'PATCH',
          `/Groups/${random.pick(seenGroups).id}`,
          patchOf({ op: 'remove', path: `members[value eq "${random.pick(named)}"]` }),
        ),
      () =>
        both(
          'PUT',
          `/Groups/${random.pick(seenGroups).id}`,
          groupBody(`renamed${random.below(9)}`, [random.pick(labels)]),
        ),
      () => both('DELETE', `/Users/${random.pick(named)}`),
      () =>
        both('POST', '/Bulk', {
          schemas: [urn.bulkRequest],
          Operations: [
            {
              method: 'PATCH',
              path: `/Users/${random.pick(named)}`,
              data: patchOf({ op: 'add', path: department, value: '9' }),
            },
            {
              method: 'PATCH',
              path: `/Groups/${random.pick(seenGroups).id}`,
              data: patchOf({ op: 'add', path: 'members', value: someMembers() }),
            },
          ],
        }),
    ]

    for (let at = 0; at < 150; at++) await steps[at % steps.length]?.()
    await both('GET', query('/Users', { sortBy: 'userName', count: '500' }))
    await both('GET', query('/Groups', { sortBy: 'externalId', filter: 'displayName sw "b"' }))

    for (const status of [200, 201, 204, 400, 404]) expect(statuses.get(status) ?? 0).toBeGreaterThan(2)
    const after = await Promise.all(outside.map((one) => admin.stored(dnOf('whole', one))))
    expect(after.map(besidesBranch)).toEqual(before.map(besidesBranch))
    const names = new Set(after.flatMap((each) => [...(each?.member ?? []), ...(each?.manager ?? [])]))
    for (const dn of names)
      expect({ dn, isThere: (await admin.stored(dn)) !== undefined }).toEqual({ dn, isThere: true })
    expect([...names].some((dn) => dn.includes('ou=berlin'))).toBe(true)
  })

  it('keep through a PUT and a PATCH of members those that are outside', async () => {
    const dn = `cn=kept,${basesOf('whole').berlin.groups}`
    const hidden = hiddenPeople.slice(0, 2).map((one) => dnOf('whole', one))
    await admin.add(dn, { objectClass: 'groupOfNames', cn: 'kept', member: hidden })
    const path = `/Groups/${await admin.entryUuid(dn)}`
    const { id } = (await branch.send('POST', '/Users', userBody('kept'))).body

    const put = await branch.send('PUT', path, groupBody('kept', [id]))
    const removed = await branch.send('PATCH', path, patchOf({ op: 'remove', path: 'members' }))

    expect(put.body.members.map(({ value }: { value: string }) => value)).toEqual([id])
    expect(removed.status).toBe(400)
    expect((await admin.stored(dn))?.member).toEqual(expect.arrayContaining(hidden))
  })

  it('go into the branch, and not out of it', async () => {
    const { body } = await branch.send('POST', '/Users', userBody('newcomer'))

    expect(await admin.dnOf(body.id)).toBe(`uid=newcomer,${basesOf('whole').berlin.people}`)
    expect((await branch.send('POST', '/Users', userBody('spy', { userType: 'secret' }))).status).toBe(400)
    expect(await admin.stored(`uid=spy,${basesOf('whole').berlin.people}`)).toBeUndefined()
  })

  it('of what it may not read are 403, and it stays through a PUT', async () => {
    const [one] = seenPeople.slice(-3)
    const path = `/Users/${one?.id}`
    const dn = dnOf('whole', one as (typeof everybody)[number])
    const numbers = (await admin.stored(dn))?.telephonenumber

    const answers = [
      await branch.send('PUT', path, userBody(one?.name ?? '', { phoneNumbers: [{ value: '1' }] })),
      await branch.send('PATCH', path, patchOf({ op: 'remove', path: 'phoneNumbers[value sw "+"]' })),
      await branch.send('PATCH', path, patchOf({ op: 'add', value: { title: 'Dr' } })),
      await branch.send('POST', '/Users', userBody('titled', { title: 'Dr' })),
    ]
    const put = await branch.send('PUT', path, userBody(one?.name ?? ''))

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403])
    expect(put.status).toBe(200)
    expect((await admin.stored(dn))?.telephonenumber).toEqual(numbers)
    expect(numbers).toHaveLength(1)
  })

  it('take who is deleted out of groups that the client does not see', async () => {
    const { body } = await branch.send('POST', '/Users', userBody('leaver'))
    const group = dnOf('whole', hiddenGroups[0] as (typeof everybody)[number])
    const before = (await admin.stored(group))?.member ?? []
    const dn = String(await admin.dnOf(body.id))
    await admin.replace(group, 'member', ...before, dn)

    const { status } = await branch.send('DELETE', `/Users/${body.id}`)

    expect(status).toBe(204)
    expect((await admin.stored(group))?.member?.toSorted()).toEqual([...before].toSorted())
  })

  it('do not delete whom a group elsewhere cannot be without, and do not tell which', async () => {
    const { body } = await branch.send('POST', '/Users', userBody('needed'))
    const dn = String(await admin.dnOf(body.id))
    await admin.add(`cn=elsewhere,ou=paris,${basesOf('whole').whole.groups}`, {
      ...{ objectClass: 'groupOfNames', cn: 'elsewhere', member: dn },
    })

    const { status, body: error } = await branch.send('DELETE', `/Users/${body.id}`)

    expect(status).toBe(409)
    expect(error.detail).not.toMatch(/elsewhere|paris|[0-9a-f]{8}-/)
    expect(await admin.stored(dn)).toBeDefined()
  })
})

/** What is not the branch's: its names go with it, and who wrote last that took them out. */
const besidesBranch = (stored: Awaited<ReturnType<Administrator['stored']>>) => {
  const { modifiersname: _, ...content } = contentOf(stored) ?? {}
  const { member = [], manager = [] } = content
  const others = (values: readonly string[]) => values.filter((dn) => hidden.has(dn))
  return { ...content, member: others(member), manager: others(manager) }
}

const hidden = new Set([...hiddenPeople, ...hiddenGroups].map((one) => dnOf('whole', one)))
