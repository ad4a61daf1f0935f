/** Two gateway processes over groups that may be empty: the placeholder is there where nobody else is, and nowhere else. */
import type { Client } from 'ldapts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { emptiable, memberValue, overlayFor, slapdFor } from '../protocol/group-kinds.ts'
import { type Answer, groupBody, userBody } from '../support/gateway.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const rounds = Array.from({ length: 40 }, (_, n) => n)
const kinds = emptiable.filter(({ placeholder }) => placeholder !== '')

describe.each(kinds)('from two processes at once: $name', (kind) => {
  const nobody = kind.placeholder === undefined ? [] : [kind.placeholder]
  let ldap: Openldap
  let admin: Client
  let gateways: readonly [GatewayProcess, GatewayProcess]
  let people: readonly string[]

  beforeAll(async () => {
    ldap = await startOpenldap(slapdFor(kind))
    admin = await ldap.admin()
    const options = { overlay: overlayFor(kind) }
    gateways = await Promise.all([startGatewayProcess(ldap, options), startGatewayProcess(ldap, options)])
    people = await Promise.all(['ann', 'bob', 'cyd', 'dan'].map((name) => created('/Users', userBody(name))))
  }, 60_000)
  afterAll(async () => {
    await Promise.all((gateways ?? []).map((gateway) => gateway.stop()))
    await admin?.unbind()
    await ldap?.stop()
  })

  const created = async (path: string, body: unknown): Promise<string> => {
    const answer = await gateways[0].post(path, body)
    expect(answer.status).toBe(201)
    return answer.body.id
  }
  const id = (n: number) => people[n] as string
  const dnOf = (name: string) => memberValue(kind, `uid=${name},ou=people,dc=example,dc=com`)
  const gatewayFor = (n: number): GatewayProcess => gateways[n % 2 === 0 ? 0 : 1]
  const held = async (name: string) => {
    const { searchEntries } = await admin.search(`cn=${name},ou=groups,dc=example,dc=com`, { scope: 'base' })
    const values = Object.entries(searchEntries[0] ?? {}).find(([type]) => type.toLowerCase() === kind.type)?.[1]
    const texts = [values ?? []].flat().map((value) => String(value).replace(', ', ',').toLowerCase())
    return texts.toSorted()
  }
  const patch = (n: number, group: string, operation: object): Promise<Answer> =>
    gatewayFor(n).request('PATCH', `/Groups/${group}`, { body: { schemas: [urn.patchOp], Operations: [operation] } })
  const add = (member: string) => ({ op: 'add', path: 'members', value: [{ value: member }] })
  const remove = (member: string) => ({ op: 'remove', path: `members[value eq "${member}"]` })

  it('the last two members go, and both removals succeed', async () => {
    for (const round of rounds) {
      const name = `last ${round}`
      const group = await created('/Groups', groupBody(name, [id(0), id(1)]))

      const answers = await Promise.all([0, 1].map((n) => patch(n + round, group, remove(id(n)))))

      expect([round, ...answers.map(({ status }) => status)]).toEqual([round, 204, 204])
      expect(await held(name)).toEqual(nobody)
    }
  })

  it('the first four members come, and all additions succeed', async () => {
    for (const round of rounds) {
      const name = `first ${round}`
      const group = await created('/Groups', groupBody(name, []))

      const answers = await Promise.all([0, 1, 2, 3].map((n) => patch(n + round, group, add(id(n)))))

      expect([round, ...answers.map(({ status }) => status)]).toEqual([round, 204, 204, 204, 204])
      expect(await held(name)).toEqual(['ann', 'bob', 'cyd', 'dan'].map(dnOf))
    }
  })

  it('one comes by PATCH or PUT while the only one goes', async () => {
    for (const round of rounds) {
      const name = `exchange ${round}`
      const group = await created('/Groups', groupBody(name, [id(0)]))
      const isPut = round % 4 > 1

      const [removal, addition] = await Promise.all([
        patch(round, group, remove(id(0))),
        isPut
          ? gatewayFor(round + 1).put(`/Groups/${group}`, groupBody(name, [id(1)]))
          : patch(round + 1, group, add(id(1))),
      ])

      expect([round, removal.status, addition.status]).toEqual([round, 204, isPut ? 200 : 204])
      expect(await held(name)).toEqual([dnOf('bob')])
    }
  })

  it('the only member is deleted while another comes or is deleted, too', async () => {
    for (const round of rounds) {
      const name = `leavers ${round}`
      const leavers = await Promise.all(['x', 'y'].map((each) => created('/Users', userBody(`${each} ${round}`))))
      const group = await created('/Groups', groupBody(name, round % 2 === 0 ? leavers : leavers.slice(0, 1)))

      const answers = await Promise.all([
        gatewayFor(round).delete(`/Users/${leavers[0]}`),
        round % 2 === 0
          ? gatewayFor(round + 1).delete(`/Users/${leavers[1]}`)
          : patch(round + 1, group, add(leavers[1] as string)),
      ])

      expect([round, ...answers.map(({ status }) => status)]).toEqual([round, 204, 204])
      expect(await held(name)).toEqual(round % 2 === 0 ? nobody : [dnOf(`y ${round}`)])
    }
  })

  it('somebody is added, by PATCH or by a POST, who is being deleted: the group is there and names nobody', async () => {
    for (const round of rounds) {
      const name = `ghosts ${round}`
      const ghost = await created('/Users', userBody(`ghost ${round}`))
      const group = round % 2 === 0 ? await created('/Groups', groupBody(name, [])) : undefined

      const [removal, addition] = await Promise.all([
        gatewayFor(round).delete(`/Users/${ghost}`),
        group === undefined
          ? gatewayFor(round + 1).post('/Groups', groupBody(name, [ghost]))
          : patch(round + 1, group, add(ghost)),
      ])

      expect([round, removal.status]).toEqual([round, 204])
      // 400: nobody of that id was there any more.
      expect([group === undefined ? 201 : 204, 400]).toContain(addition.status)
      if (group !== undefined || addition.status === 201) expect(await held(name)).toEqual(nobody)
    }
  })
})
