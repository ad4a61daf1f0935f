/** Who may bind after each single write of a request: deactivation and a new password, never open in between. RFC 7643 §4.1.1 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { scimdapPreset } from '../../src/mapping/presets/scimdap.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'
import { userBody } from '../support/gateway.ts'
import { startOperations, type TestOperations } from '../support/operations.ts'
import { withWrites } from '../support/with-writes.ts'
import { administratorOf, bindCode } from './support.ts'

const projection = { kind: 'default' } as const
const [first, second, weak] = ['first password', 'second password', 'weak'] as const

/*
 * slapd reads an entry twice for one bind: for its policy, then for its password. A bind that is under way while both
 * change may see one before and one after, so that trying all the time proves nothing here; each state by itself does.
 */
describe.each(['operation', 'value'] as const)('a password by %s, step by step', (by) => {
  let test: TestOperations
  let number = 0

  beforeAll(async () => {
    const attributes = { ...scimdapPreset.User.attributes, password: { password: 'userPassword', by } }
    test = await startOperations({
      slapd: { hashCleartext: by === 'value' },
      presets: { ...scimdapPreset, User: { ...scimdapPreset.User, attributes } },
    })
  })
  afterAll(() => test?.stop())

  /** Operations over the real directory; after each write somebody tries to bind with both passwords. */
  const watched = (dn: string) => {
    const states: string[] = []
    const observed = withWrites(test.directory, (write) => async (...given) => {
      const result = await write(...given)
      const open = []
      for (const password of [first, second]) {
        if ((await bindCode(test.ldap, dn, password)) === 0) open.push(password)
      }
      states.push(open.join() || 'closed')
      return result
    })
    return { states, operations: createOperations({ ...test.dependencies, directory: observed }) }
  }
  const person = () => {
    const body = userBody(`step${number++}`)
    return { body, dn: `uid=${body.userName},ou=people,${test.ldap.suffix}` }
  }
  const prepared = async (before: Readonly<Record<string, unknown>>) => {
    const { body, dn } = person()
    const { User } = test.types
    const { resource } = await test.operations.create(test.scope, User, { ...body, ...before }, projection)
    const target = { resourceType: User, id: resource.id as ResourceId }
    return { ...watched(dn), target, body }
  }
  const replaced = async (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>) => {
    const { states, target, operations, body } = await prepared(before)
    await operations.replace(test.scope, target, { ...body, ...after }, { projection })
    return states
  }

  const refusedWith = async (...given: Parameters<typeof replaced>) => {
    const policy = `cn=default,ou=policies,${test.ldap.suffix}`
    const admin = administratorOf(await test.ldap.admin())
    await admin.replace(policy, 'pwdMinLength', '8')
    await admin.replace(policy, 'pwdCheckQuality', '2')
    const { states, target, operations, body } = await prepared(given[0])
    const put = operations.replace(test.scope, target, { ...body, ...given[1] }, { projection })
    await expect(put).rejects.toMatchObject({ status: 400 })
    await admin.replace(policy, 'pwdMinLength')
    await admin.replace(policy, 'pwdCheckQuality')
    await admin.client.unbind()
    return states
  }

  it('POST of a deactivated person is never open', async () => {
    const { body, dn } = person()
    const { states, operations } = watched(dn)

    await operations.create(test.scope, test.types.User, { ...body, active: false, password: first }, projection)

    expect(states.length).toBe(by === 'value' ? 1 : 3)
    expect(new Set(states)).toEqual(new Set(['closed']))
  })

  it('PUT for a deactivated person is never open', async () => {
    const states = await replaced({ active: false, password: first }, { active: false, password: second, title: 'New' })

    expect(new Set(states)).toEqual(new Set(['closed']))
  })

  it('a deactivation with a password is closed from its first write on', async () => {
    const states = await replaced({ active: true, password: first }, { active: false, password: second })

    expect(new Set(states)).toEqual(new Set(['closed']))
  })

  it.each([true, false])(
    'a refused password with an activation is closed throughout (active after: %s)',
    async (active) => {
      const states = await refusedWith({ active: false, password: first }, { active, password: weak, title: 'Lost' })

      expect(new Set(states)).toEqual(new Set(by === 'value' ? [] : ['closed']))
    },
  )

  it('a refused password with a deactivation is closed until the deactivation is taken back', async () => {
    const states = await refusedWith({ active: true, password: first }, { active: false, password: weak })

    expect(states).toEqual(by === 'value' ? [] : ['closed', first])
  })

  it('an activation with a password opens with its last write, for the new one alone', async () => {
    const states = await replaced({ active: false, password: first }, { active: true, password: second })

    expect(states.at(-1)).toBe(second)
    expect(new Set(states.slice(0, -1))).toEqual(new Set(by === 'value' ? [] : ['closed']))
  })
})
