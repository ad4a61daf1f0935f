/** Writes whose answers are lost: what was done is found out, and never told wrong. RFC 7644 §3.12, §3.14 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Operations } from '../../src/operations/operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { urn } from '../../src/scim/urn.ts'
import { groupBody, userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { type Loss, losingAnswer, type WriteName, withWrites } from '../support/with-writes.ts'
import { type Administrator, administratorOf, bindCode } from './support.ts'

const projection = { kind: 'default' } as const

let test: TestOperations
let admin: Administrator
let number = 0

beforeAll(async () => {
  test = await startOperations()
  admin = administratorOf(await test.ldap.admin())
})
afterAll(async () => {
  await admin?.client.unbind()
  await test?.stop()
})

/** Operations over the real directory, one of whose writes is not answered. */
const losing = (loss: Loss): Operations =>
  createOperations({ ...test.dependencies, directory: losingAnswer(test.directory, loss) })

const create = async () => {
  const body = userBody(`lost${number++}`)
  const stored = await test.operations.create(test.scope, test.types.User, body, projection)
  const target = { resourceType: test.types.User, id: stored.resource.id as ResourceId }
  const ifMatch = { kind: 'tags', tags: [stored.version as string] } as const
  return { body, target, ifMatch, dn: `uid=${body.userName},ou=people,${test.ldap.suffix}` }
}

describe('an unanswered PUT', () => {
  it.each([true, false])('is 200 with what is stored, with and without If-Match (carried out: %s)', async (isDone) => {
    for (const conditional of [true, false]) {
      const { body, target, ifMatch, dn } = await create()
      const options = { projection, ...(conditional ? { ifMatch } : {}) }

      const { resource } = await losing({ isDone }).replace(test.scope, target, { ...body, title: 'New' }, options)

      expect(resource).toMatchObject({ id: target.id, title: 'New' })
      expect((await admin.stored(dn))?.title).toEqual(['New'])
    }
  })

  it('is 503 where If-Match fails by then: that may be its own doing', async () => {
    const { body, target, ifMatch, dn } = await create()
    const operations = losing({ isDone: true, meanwhile: () => admin.replace(dn, 'employeeType', 'Theirs') })

    const put = operations.replace(test.scope, target, { ...body, title: 'New' }, { projection, ifMatch })

    await expect(put).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': expect.any(String) } })
  })

  it('with a password sets it', async () => {
    const { body, target, ifMatch, dn } = await create()
    const next = { ...body, title: 'New', password: 'correct horse' }

    const { resource } = await losing({ isDone: true }).replace(test.scope, target, next, { projection, ifMatch })

    expect(resource).toMatchObject({ title: 'New' })
    expect(await bindCode(test.ldap, dn, 'correct horse')).toBe(0)
  })

  it('of a deactivated person with a password leaves the person locked', async () => {
    const { body, target, dn } = await create()
    await test.operations.replace(test.scope, target, { ...body, active: false }, { projection })

    const next = { ...body, password: 'correct horse' }
    const { resource } = await losing({ isDone: true }).replace(test.scope, target, next, { projection })

    expect(resource).toMatchObject({ active: false })
    expect(await bindCode(test.ldap, dn, 'correct horse')).toBe(49)
  })

  it.each([
    [true, true],
    [true, false],
    [false, true],
    [false, false],
  ])(
    'keeps a person out who is to be inactive where the password operation is lost (done: %s, active before: %s)',
    async (isDone, active) => {
      const { body, target, dn } = await create()
      await test.operations.replace(test.scope, target, { ...body, active }, { projection })

      const next = { ...body, active: false, password: 'correct horse' }
      const lost = await losing({ isDone, of: 'setPassword' }).replace(test.scope, target, next, { projection })

      expect(lost.resource.active).toBe(false)
      expect(await bindCode(test.ldap, dn, 'correct horse')).toBe(49)
      const stored = await admin.stored(dn)
      expect([stored?.pwdaccountlockedtime, stored?.scimactive]).toEqual([['000001010000Z'], ['FALSE']])
      expect(stored).not.toHaveProperty('pwdendtime')
      await test.operations.replace(test.scope, target, { ...body, active: true }, { projection })
      expect(await bindCode(test.ldap, dn, 'correct horse')).toBe(0)
    },
  )

  it('is 404 where the resource was deleted meanwhile', async () => {
    const { body, target, dn } = await create()
    const operations = losing({ isDone: false, meanwhile: () => admin.client.del(dn) })

    await expect(operations.replace(test.scope, target, body, { projection })).resolves.toBeDefined()
    const changing = operations.replace(test.scope, target, { ...body, title: 'New' }, { projection })
    await expect(changing).rejects.toMatchObject({ status: 404 })
  })
})

describe('an unanswered PATCH that cannot be done twice', () => {
  const removing = (path: string) => ({ schemas: [urn.patchOp], Operations: [{ op: 'remove', path }] })
  const options = { projection, maxOperations: 10, answer: 'representation' } as const
  const work = removing('emails[type eq "work"]')
  const withTwo = async () => {
    const { body, target, dn } = await create()
    const emails = [
      { value: `${body.userName}@work.test`, type: 'work' },
      { value: `${body.userName}@home.test`, type: 'home' },
    ]
    const { version } = await test.operations.replace(test.scope, target, { ...body, emails }, { projection })
    return { target, dn, home: emails.slice(1), ifMatch: { kind: 'tags', tags: [version as string] } as const }
  }

  it.each([true, false])('is 200 with what is stored (carried out: %s)', async (isDone) => {
    for (const conditional of [true, false]) {
      const { target, ifMatch, home } = await withTwo()

      const patched = losing({ isDone }).patch(test.scope, target, work, {
        ...options,
        ...(conditional ? { ifMatch } : {}),
      })

      expect((await patched).stored.resource.emails).toMatchObject(home)
    }
  })

  it('is 503, and not 400, where another has changed the resource since', async () => {
    const { target, dn } = await withTwo()
    const operations = losing({ isDone: true, meanwhile: () => admin.replace(dn, 'title', 'Theirs') })

    const patched = operations.patch(test.scope, target, work, options)

    await expect(patched).rejects.toMatchObject({ status: 503, headers: { 'Retry-After': expect.any(String) } })
  })
})

describe('an unanswered DELETE', () => {
  it.each([true, false])('is done (carried out at first: %s)', async (isDone) => {
    const { target, ifMatch, dn } = await create()

    await losing({ isDone }).delete(test.scope, target, ifMatch)

    expect(await admin.stored(dn)).toBeUndefined()
  })

  it('that was not carried out is 412 where the resource has changed since', async () => {
    const { target, ifMatch, dn } = await create()
    const operations = losing({ isDone: false, meanwhile: () => admin.replace(dn, 'title', 'Theirs') })

    await expect(operations.delete(test.scope, target, ifMatch)).rejects.toMatchObject({ status: 412 })

    expect((await admin.stored(dn))?.title).toEqual(['Theirs'])
  })
})

describe('an unanswered POST', () => {
  it.each([true, false])('is 503, since nobody can tell whose entry is there (carried out: %s)', async (isDone) => {
    const body = userBody(`lost${number++}`)

    const post = losing({ isDone }).create(test.scope, test.types.User, body, projection)

    await expect(post).rejects.toMatchObject({ status: 503 })
  })
})

describe('a directory that is away right after a write', () => {
  /** Once `name` is done, the next `length` requests find no directory. */
  const goingAfter = (name: WriteName, length: number): Operations => {
    let left = 0
    const away = async <T>(request: () => Promise<T>): Promise<T> => {
      if (left-- > 0) throw new DirectoryError('unavailable', 'no server')
      return request()
    }
    const directory = withWrites(test.directory, (write, of) => async (...given) => {
      const result = await away(() => write(...given))
      if (of === name) left = length
      return result
    })
    const search: Directory['search'] = (request) => away(() => test.directory.search(request))
    return createOperations({ ...test.dependencies, directory: { ...directory, search } })
  }

  it('is 503 that tells of the write where references cannot be looked after', async () => {
    const { target } = await create()
    const name = `lost${number++}`

    const post = goingAfter('add', 10).create(test.scope, test.types.Group, groupBody(name, [target.id]), projection)

    await expect(post).rejects.toMatchObject({ status: 503, message: expect.stringContaining('during the write') })
    expect(await admin.stored(`cn=${name},ou=groups,${test.ldap.suffix}`)).toBeDefined()
  })

  it('is 503 that tells of the write where a person cannot be locked again', async () => {
    const { body, target } = await create()
    const next = { ...body, active: false, password: 'correct horse' }

    const put = goingAfter('setPassword', 10).replace(test.scope, target, next, { projection })

    await expect(put).rejects.toMatchObject({ status: 503, message: expect.stringContaining('during the write') })
  })

  it('locks a person again where it is back soon', async () => {
    const { body, target, dn } = await create()
    const next = { ...body, active: false, password: 'correct horse' }

    const { resource } = await goingAfter('setPassword', 1).replace(test.scope, target, next, { projection })

    expect(resource.active).toBe(false)
    const stored = await admin.stored(dn)
    expect(stored?.pwdaccountlockedtime).toEqual(['000001010000Z'])
    expect(stored).not.toHaveProperty('pwdendtime')
  })
})

describe('a DELETE in the midst of which the directory goes away', () => {
  it('is 503 that names whom the references may be gone from, and is done when it is sent again', async () => {
    const [leaver, other] = [await create(), await create()]
    const body = groupBody(`Half ${number++}`, [leaver.target.id, other.target.id])
    const { resource: group } = await test.operations.create(test.scope, test.types.Group, body, projection)
    const isGone = (name: WriteName) => name === 'atomically'
    const directory = withWrites(test.directory, (write, name) => async (...given) => {
      if (!isGone(name)) return write(...given)
      // The first write of the unit is done, the second one finds nobody.
      await admin.replace(`cn=${body.displayName},ou=groups,${test.ldap.suffix}`, 'member', other.dn)
      throw new DirectoryError('unavailable', 'no session', { index: 1 })
    })
    const operations = createOperations({ ...test.dependencies, directory })

    const deleted = operations.delete(test.scope, leaver.target)

    const detail = expect.stringContaining(`these may name it no more: ${group.id};`)
    await expect(deleted).rejects.toMatchObject({ status: 503, message: detail })
    await test.operations.delete(test.scope, leaver.target)
    expect(await admin.stored(leaver.dn)).toBeUndefined()
  })
})

describe('a renaming of a member', () => {
  const memberOf = async () => {
    const { target: person } = await create()
    const make = (displayName: string, member: string) =>
      test.operations.create(test.scope, test.types.Group, groupBody(displayName, [member]), projection)
    const [name, outer, newName] = [`Inner ${number++}`, `Outer ${number++}`, `Anew ${number++}`]
    const inner = await make(name, person.id)
    const { resource: group } = await make(outer, inner.resource.id as string)
    const target = { resourceType: test.types.Group, id: inner.resource.id as ResourceId }
    const read = async () => (await admin.stored(`cn=${outer},ou=groups,${test.ldap.suffix}`))?.member
    const [dn, newDn] = [name, newName].map((cn) => `cn=${cn},ou=groups,${test.ldap.suffix}`) as [string, string]
    return { target, dn, next: groupBody(newName, [person.id]), group, newDn, read }
  }
  /** The first write of the unit is carried out, and nothing after it */
  const halfWay = (dn: string, newDn: string, isAwayForGood: boolean): Operations => {
    let isBroken = false
    const directory = withWrites(test.directory, (write, name) => async (...given) => {
      if (name !== 'atomically' || isBroken) return write(...given)
      isBroken = true
      await admin.client.modifyDN(dn, newDn)
      throw new DirectoryError(isAwayForGood ? 'unavailable' : 'unknown-outcome', 'gone', {
        index: isAwayForGood ? 1 : 0,
      })
    })
    return createOperations({ ...test.dependencies, directory })
  }

  it('in the midst of which an answer is lost is finished: the group names the new name', async () => {
    const { target, dn, next, newDn, read } = await memberOf()

    const { resource } = await halfWay(dn, newDn, false).replace(test.scope, target, next, { projection })

    expect(resource).toMatchObject({ displayName: next.displayName })
    expect(await read()).toEqual([newDn])
  })

  it('in the midst of which the directory goes away is 503 that names the group', async () => {
    const { target, dn, next, newDn, group } = await memberOf()

    const renamed = halfWay(dn, newDn, true).replace(test.scope, target, next, { projection })

    const message = expect.stringContaining(`these may name it no more: ${group.id};`)
    await expect(renamed).rejects.toMatchObject({ status: 503, message })
  })
})
