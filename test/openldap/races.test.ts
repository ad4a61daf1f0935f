/** Two gateway processes over one directory, and other LDAP clients beside them. `RACE_ROUNDS` makes the longest of these shorter. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Attribute, Change, Client, type Entry } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, filtered, groupBody, userBody } from '../support/gateway.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { rounds as roundsOf } from '../support/rounds.ts'

const rounds = Number(process.env.RACE_ROUNDS ?? 300)
const fewer = roundsOf(50)

let ldap: Openldap
let admin: Client
let gateways: readonly [GatewayProcess, GatewayProcess]
beforeAll(async () => {
  ldap = await startOpenldap()
  admin = await ldap.admin()
  gateways = await Promise.all([startGatewayProcess(ldap), startGatewayProcess(ldap)])
})
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()))
  await admin.unbind()
  await ldap.stop()
})

/** The n-th of many requests goes to one process or the other. */
const gatewayFor = (n: number): GatewayProcess => gateways[n % 2 === 0 ? 0 : 1]
const many = <T>(count: number, make: (n: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: count }, (_, n) => make(n)))
const range = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n)

/** How often each status was answered. */
const tally = (answers: readonly Answer[]): Readonly<Record<number, number>> => {
  const counts: Record<number, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
const created = async (path: string, body: unknown): Promise<string> => {
  const answer = await gateways[0].post(path, body)
  expect(answer.status).toBe(201)
  return answer.body.id
}
const entryOf = async (dn: string, ...types: readonly string[]): Promise<Entry | undefined> => {
  const { searchEntries } = await admin.search(dn, { scope: 'base', attributes: [...types] }).catch((error) => {
    if (error.code === 32) return { searchEntries: [] }
    throw error
  })
  return searchEntries[0]
}
const replace = (dn: string, type: string, value: string) =>
  admin.modify(dn, new Change({ operation: 'replace', modification: new Attribute({ type, values: [value] }) }))

const breathMs = 3

/** Does it over and over until told to stop; resolves with how often. */
const repeatedly = (act: (n: number) => Promise<unknown>): (() => Promise<number>) => {
  let isOver = false
  const run = async () => {
    let count = 0
    while (!isOver) {
      await act(count++)
      await sleep(breathMs)
    }
    return count
  }
  const running = run()
  return () => {
    isOver = true
    return running
  }
}

describe('If-Match from two processes at once (RFC 7644 §3.14)', () => {
  const dn = 'uid=racer,ou=people,dc=example,dc=com'
  let stopModifying: () => Promise<number>
  let stopBinding: () => Promise<number>
  let etag: string
  let id: string

  beforeAll(async () => {
    id = await created('/Users', userBody('racer', { password: 'a-good-password-1' }))
    etag = (await gateways[0].get(`/Users/${id}`)).headers.get('etag') ?? ''
    stopModifying = repeatedly((n) => replace(dn, 'description', `unmapped ${n}`))
    const person = new Client({ url: ldap.url })
    stopBinding = repeatedly(() => expect(person.bind(dn, 'wrong')).rejects.toMatchObject({ code: 49 }))
  })

  it(`lets one of 20 writers with one tag win, in each of ${rounds} rounds, whatever else moves the entry`, async () => {
    const before = await entryOf(dn, 'entryCSN')
    const started = performance.now()
    for (const round of range(rounds)) {
      const answers = await many(20, (n) =>
        gatewayFor(n).put(`/Users/${id}`, userBody('racer', { title: `${round}, ${n}` }), { 'If-Match': etag }),
      )

      expect({ round, ...tally(answers) }).toEqual({ round, 200: 1, 412: 19 })
      const winner = answers.findIndex(({ status }) => status === 200)
      const read = await gatewayFor(round).get(`/Users/${id}`)
      expect(read.body.title).toBe(`${round}, ${winner}`)
      expect(read.headers.get('etag')).toBe(answers[winner]?.headers.get('etag'))
      etag = read.headers.get('etag') ?? ''
    }
    const [modified, bound] = [await stopModifying(), await stopBinding()]
    console.log(
      `${rounds} rounds in ${Math.round(performance.now() - started)} ms, beside ${modified} modifications and ${bound} failing binds`,
    )

    const after = await entryOf(dn, 'entryCSN', 'pwdFailureTime', 'description')
    expect(after?.entryCSN).not.toBe(before?.entryCSN)
    expect(after?.description).toBe(`unmapped ${modified - 1}`)
    expect(after?.pwdFailureTime).toBeDefined()
  }, 600_000)
})

describe('creating the same from two processes at once (RFC 7644 §3.3)', () => {
  it('one of 100 POSTs of one userName is 201 and all others 409, in each of 10 rounds', async () => {
    for (const round of range(10)) {
      const userName = `unique, ${round}`
      // Equal ignoring case is equal: userName is not caseExact.
      const answers = await many(100, (n) =>
        gatewayFor(n >> 1).post('/Users', userBody(n % 2 === 0 ? userName : userName.toUpperCase())),
      )

      expect({ round, ...tally(answers) }).toEqual({ round, 201: 1, 409: 99 })
      expect(answers.filter(({ status }) => status === 409).every(({ body }) => body.scimType === 'uniqueness')).toBe(
        true,
      )
      const found = await gatewayFor(round).get(filtered('/Users', `userName eq "${userName}"`))
      expect(found.body.Resources.map((user: { id: string }) => user.id)).toEqual(
        answers.filter(({ status }) => status === 201).map(({ body }) => body.id),
      )
    }
  })

  it('one of 100 POSTs of one group is 201 and all others 409, in each of 10 rounds', async () => {
    const member = await created('/Users', userBody('member'))
    for (const round of range(10)) {
      const displayName = `Unique + "${round}"`
      const answers = await many(100, (n) => gatewayFor(n).post('/Groups', groupBody(displayName, [member])))

      expect({ round, ...tally(answers) }).toEqual({ round, 201: 1, 409: 99 })
      const found = await gatewayFor(round).get(filtered('/Groups', `displayName eq ${JSON.stringify(displayName)}`))
      expect(found.body.totalResults).toBe(1)
    }
  })
})

describe('deleting from two processes at once (RFC 7644 §3.6)', () => {
  const groupDn = (round: string) => `cn=pair ${round},ou=groups,dc=example,dc=com`
  const pair = async (round: string) => {
    const names = [`left ${round}`, `right ${round}`] as const
    const ids = await Promise.all(names.map((name) => created('/Users', userBody(name))))
    const group = await created('/Groups', groupBody(`pair ${round}`, ids))
    return { names, ids, group }
  }
  const dnOf = (name: string | undefined) => `uid=${name},ou=people,dc=example,dc=com`

  it(`keeps one of the last two members of a group, in each of ${fewer} rounds`, async () => {
    for (const round of range(fewer)) {
      const { names, ids, group } = await pair(`a${round}`)

      const answers = await Promise.all(ids.map((id, n) => gatewayFor(n + round).delete(`/Users/${id}`)))

      expect({ round, ...tally(answers) }).toEqual({ round, 204: 1, 409: 1 })
      const left = answers.findIndex(({ status }) => status === 409)
      expect((await entryOf(groupDn(`a${round}`), 'member'))?.member).toBe(dnOf(names[left]))
      const shown = await gatewayFor(round).get(`/Groups/${group}`)
      expect(shown.body.members.map(({ value }: { value: string }) => value)).toEqual([ids[left]])
    }
  })

  it(`deletes once: one of two is 204, the other 404, in each of ${fewer} rounds`, async () => {
    for (const round of range(fewer)) {
      const id = await created('/Users', userBody(`twice ${round}`))

      const answers = await many(2, (n) => gatewayFor(n).delete(`/Users/${id}`))

      expect({ round, ...tally(answers) }).toEqual({ round, 204: 1, 404: 1 })
    }
  })

  it(`leaves no dangling member where several take the same one away at once, in each of ${fewer} rounds`, async () => {
    for (const round of range(fewer)) {
      const { ids, names, group } = await pair(`c${round}`)
      const patch = {
        schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'],
        Operations: [{ op: 'replace', path: 'nickName', value: `late ${round}` }],
      }

      const [removals] = await Promise.all([
        many(4, (n) => gatewayFor(n + round).delete(`/Users/${ids[0]}`)),
        gatewayFor(round).request('PATCH', `/Users/${ids[0]}`, { body: patch }),
      ])

      expect({ round, ...tally(removals) }).toEqual({ round, 204: 1, 404: 3 })
      expect({ round, member: (await entryOf(groupDn(`c${round}`), 'member'))?.member }).toEqual({
        round,
        member: dnOf(names[1]),
      })
      expect((await gatewayFor(round).get(`/Groups/${group}`)).body.members).toHaveLength(1)
    }
  })

  it(`a PUT at the same time comes before it (200) or after it (404), and brings nobody back, in each of ${fewer} rounds`, async () => {
    const seen = { 200: 0, 404: 0 }
    for (const round of range(fewer)) {
      const id = await created('/Users', userBody(`put ${round}`))

      const [removal, write] = await Promise.all([
        gatewayFor(round).delete(`/Users/${id}`),
        gatewayFor(round + 1).put(`/Users/${id}`, userBody(`put ${round}`, { title: 'late' })),
      ])

      expect(removal.status).toBe(204)
      expect([200, 404]).toContain(write.status)
      seen[write.status as 200 | 404]++
      expect((await gatewayFor(round).get(`/Users/${id}`)).status).toBe(404)
      expect(await entryOf(dnOf(`put ${round}`))).toBeUndefined()
    }
    expect(seen[200] + seen[404]).toBe(fewer)
  })

  it(`leaves no dangling member where a PUT adds to the group whom a DELETE takes away, in each of ${fewer} rounds`, async () => {
    for (const round of range(fewer)) {
      const { ids, names, group } = await pair(`b${round}`)
      const newcomer = await created('/Users', userBody(`new ${round}`))

      const [removal, write] = await Promise.all([
        gatewayFor(round).delete(`/Users/${newcomer}`),
        gatewayFor(round + 1).put(`/Groups/${group}`, groupBody(`pair b${round}`, [...ids, newcomer])),
      ])

      expect(removal.status).toBe(204)
      // 400: the newcomer was no user any more when the PUT looked for it.
      expect([200, 400]).toContain(write.status)
      expect([(await entryOf(groupDn(`b${round}`), 'member'))?.member].flat().toSorted()).toEqual(
        names.map(dnOf).toSorted(),
      )
    }
  })

  it(`keeps no name of somebody deleted in a group that a POST makes of that one at the same time, in each of ${fewer} rounds`, async () => {
    for (const round of range(fewer)) {
      const name = `only ${round}`
      const id = await created('/Users', userBody(name))

      const [removal, creation] = await Promise.all([
        gatewayFor(round).delete(`/Users/${id}`),
        gatewayFor(round + 1).post('/Groups', groupBody(`of ${name}`, [id])),
      ])

      const group = await entryOf(`cn=of ${name},ou=groups,dc=example,dc=com`, 'member')
      const person = await entryOf(dnOf(name))
      expect([204, 409]).toContain(removal.status)
      expect([201, 400]).toContain(creation.status)
      // 409: the group came first, and its only member stays. 400: nobody was there any more to be a member.
      const isKept = removal.status === 409
      if (isKept) expect(creation.status).toBe(201)
      expect(person?.dn).toBe(isKept ? dnOf(name) : undefined)
      // Where neither saw the other in time the group is there, and names nobody.
      const nobody = creation.status === 201 ? '' : undefined
      expect(group?.member).toBe(isKept ? dnOf(name) : nobody)
      if (creation.status !== 201) continue
      const shown = await gatewayFor(round).get(`/Groups/${creation.body.id}`)
      expect(shown.body.members?.length).toBe(isKept ? 1 : undefined)
    }
  })
})
