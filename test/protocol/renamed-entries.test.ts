/** An entry that other LDAP clients renamed, and its old DN given to another: the id goes with the entry. RFC 7643 §3.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { groupBody, userBody } from '../support/gateway.ts'
import { bindCode, expectError, openStage, type Stage } from './support.ts'

let stage: Stage
let number = 0

beforeAll(async () => {
  stage = await openStage()
})
afterAll(() => stage?.end())

/** A person whose entry was renamed by ldapmodrdn, and another one under the old DN. */
const swap = async (meanwhile: (user: { id: string; userName: string }) => Promise<void> = async () => undefined) => {
  const userName = `renamed${number++}`
  const body = userBody(userName, { password: 'renamed secret' })
  const user = (await stage.scim.post('/Users', body)).body
  await meanwhile(user)
  const oldDn = `uid=${userName},${stage.people}`
  const newDn = `uid=new-${userName},${stage.people}`
  await stage.admin.client.modifyDN(oldDn, newDn)
  await stage.admin.addPerson(oldDn, { uid: userName, cn: 'Usurper', sn: 'Usurper', userPassword: 'usurper secret' })
  return { user, oldDn, newDn, usurper: await stage.admin.stored(oldDn) }
}

describe('a person who was renamed, the old DN given to another', () => {
  it('is read by id', async () => {
    const { user } = await swap()

    const read = await stage.scim.get(`/Users/${user.id}`)

    expect(read.body).toMatchObject({ id: user.id, userName: `new-${user.userName}`, name: { familyName: 'Tester' } })
  })

  it('is written by id, the other never', async () => {
    const { user, oldDn, newDn, usurper } = await swap()

    const answer = await stage.scim.put(
      `/Users/${user.id}`,
      userBody(`new-${user.userName}`, { title: 'Mine', active: false }),
    )

    expect(answer.status).toBe(200)
    expect(await stage.admin.stored(newDn)).toMatchObject({ title: ['Mine'] })
    expect(await stage.admin.stored(oldDn)).toEqual(usurper)
  })

  it('gets the password, the other never', async () => {
    const { user, oldDn, newDn } = await swap()

    const body = userBody(`new-${user.userName}`, { password: 'second secret' })
    expect((await stage.scim.put(`/Users/${user.id}`, body)).status).toBe(200)

    expect(await bindCode(stage.ldap, newDn, 'second secret')).toBe(0)
    expect(await bindCode(stage.ldap, oldDn, 'usurper secret')).toBe(0)
  })

  it('is deleted by id, the other never', async () => {
    const { user, oldDn, newDn, usurper } = await swap()

    expect((await stage.scim.delete(`/Users/${user.id}`)).status).toBe(204)

    expect(await stage.admin.stored(newDn)).toBeUndefined()
    expect(await stage.admin.stored(oldDn)).toEqual(usurper)
  })

  it('between GET and PUT: the old userName in the body is refused, and a changed version is 412', async () => {
    const { user, oldDn, usurper } = await swap()

    expectError(await stage.scim.put(`/Users/${user.id}`, userBody(user.userName, { title: 'X' })), 400, 'mutability')
    const headers = { 'If-Match': user.meta.version }
    expectError(await stage.scim.put(`/Users/${user.id}`, userBody(`new-${user.userName}`), headers), 412)
    expectError(await stage.scim.delete(`/Users/${user.id}`, headers), 412)

    expect(await stage.admin.stored(oldDn)).toEqual(usurper)
  })

  it('becomes a member under the new DN', async () => {
    const { user, newDn } = await swap()

    const group = await stage.scim.post('/Groups', groupBody(`Group ${number++}`, [user.id]))

    expect(group.status).toBe(201)
    expect((await stage.admin.stored((await stage.admin.dnOf(group.body.id)) as string))?.member).toEqual([newDn])
  })

  it('and a group of which the old DN is a member shows whom the DN means now', async () => {
    let groupId = ''
    const { user, oldDn } = await swap(async ({ id }) => {
      groupId = (await stage.scim.post('/Groups', groupBody(`Group ${number++}`, [id]))).body.id
    })

    const { body } = await stage.scim.get(`/Groups/${groupId}`)

    expect(body.members).toEqual([expect.objectContaining({ value: await stage.admin.entryUuid(oldDn) })])
    expect((await stage.scim.get(`/Users/${user.id}`)).body).not.toHaveProperty('groups')
  })

  it('stays the one who is written while it is moved back and forth all the time', async () => {
    const user = (await stage.scim.post('/Users', userBody('moved'))).body
    await stage.admin.add(`ou=other,${stage.people}`, { objectClass: 'organizationalUnit', ou: 'other' })
    const places = [`uid=moved,${stage.people}`, `uid=moved,ou=other,${stage.people}`] as const
    let isOver = false
    const decoys: unknown[] = []
    const moves = (async () => {
      for (let at = 0; !isOver; at++) {
        const [from, to] = at % 2 === 0 ? places : places.toReversed()
        await stage.admin.client.modifyDN(from as string, to as string)
        await stage.admin.addPerson(from as string, { uid: 'moved', title: 'Decoy' })
        decoys.push((await stage.admin.stored(from as string))?.title)
        await stage.admin.client.del(from as string)
      }
    })()

    for (let round = 0; round < 40; round++) {
      const answer = await stage.scim.put(`/Users/${user.id}`, userBody('moved', { title: `Title ${round}` }))
      expect(answer).toMatchObject({ status: 200, body: { id: user.id, title: `Title ${round}` } })
      const { body } = await stage.scim.get(`/Users/${user.id}`)
      expect(body).toMatchObject({ id: user.id, name: { familyName: 'Tester' }, title: `Title ${round}` })
    }
    isOver = true
    await moves

    expect(decoys.length).toBeGreaterThan(0)
    expect(new Set(decoys.map(String))).toEqual(new Set(['Decoy']))
  })
})

describe('a group that was renamed, the old DN given to another', () => {
  it('is read, written and deleted by id, the other never', async () => {
    const member = (await stage.scim.post('/Users', userBody(`member${number++}`))).body
    const group = (await stage.scim.post('/Groups', groupBody(`Group ${number++}`, [member.id]))).body
    const oldDn = `cn=${group.displayName},${stage.groups}`
    await stage.admin.client.modifyDN(oldDn, `cn=New ${group.displayName}`)
    await stage.admin.add(oldDn, { objectClass: 'groupOfNames', cn: group.displayName, member: stage.ldap.gatewayDn })
    const usurper = await stage.admin.stored(oldDn)

    const read = await stage.scim.get(`/Groups/${group.id}`)
    expect(read.body.displayName).toBe(`New ${group.displayName}`)
    const put = await stage.scim.put(`/Groups/${group.id}`, groupBody(`Newer ${group.displayName}`, [member.id]))
    expect(put.body).toMatchObject({ id: group.id, displayName: `Newer ${group.displayName}` })
    expect((await stage.scim.delete(`/Groups/${group.id}`)).status).toBe(204)

    expect(await stage.admin.stored(oldDn)).toEqual(usurper)
  })
})
