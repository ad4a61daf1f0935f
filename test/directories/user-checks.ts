/** Checks of Users: each request of RFC 7644 over a directory, as a row of the table in docs/directories.md. */
import { expect } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { filtered } from '../support/gateway.ts'
import { type Check, idsFor, passed, patch, refused, refusedAttribute, type Trial, userOf } from './standing.ts'

const enterprise = (name: string) => `${urn.enterpriseUser}:${name}`

export const userChecks: readonly Check[] = [
  {
    name: 'POST, GET, PUT and DELETE of a User; 404 for what is none',
    run: async ({ scim, createUser, createGroup }) => {
      const { id, name, body } = await createUser()
      const group = await createGroup([id])
      expect((await scim.get(`/Users/${id}`)).body).toMatchObject({ id, userName: name })
      const put = await scim.put(`/Users/${id}`, { ...body, name: { familyName: 'Other', givenName: 'Olga' } })
      expect([put.status, put.body.name.familyName]).toEqual([200, 'Other'])
      expect((await scim.get(`/Users/${group.id}`)).status).toBe(404)
      expect((await scim.get('/Users/no-such-id')).status).toBe(404)
      expect((await scim.delete(`/Groups/${group.id}`)).status).toBe(204)
      expect((await scim.delete(`/Users/${id}`)).status).toBe(204)
      expect((await scim.get(`/Users/${id}`)).status).toBe(404)
      return passed
    },
  },
  {
    name: 'a second User of the same name is 409, in other capitals, too',
    run: async ({ scim, createUser, ...trial }) => {
      const { name } = await createUser()
      const again = await scim.post('/Users', userOf(trial, { userName: name.toUpperCase() }))
      expect([again.status, again.body.scimType]).toEqual([409, 'uniqueness'])
      return passed
    },
  },
  {
    name: 'userName is not changed; PUT and PATCH that try are 400 mutability',
    run: async (trial) => {
      const { id, name, body } = await trial.createUser()
      const put = await trial.scim.put(`/Users/${id}`, { ...body, userName: trial.fresh('other') })
      const patched = await patch(trial, `/Users/${id}`, {
        op: 'replace',
        path: 'userName',
        value: trial.fresh('other'),
      })
      expect([put.status, put.body.scimType, patched.status]).toEqual([400, 'mutability', 400])
      expect((await trial.scim.get(`/Users/${id}`)).body.userName).toBe(name)
      return passed
    },
  },
  {
    name: 'names with `,+"\\<>;=#*()`, and blanks are stored, found and deleted',
    run: async (trial) => {
      for (const odd of ["o'brien, (jr.) *", 'a+b="c"', '#9\\<;>']) {
        const userName = `${odd}.${trial.fresh('n')}`
        const answer = await trial.scim.post('/Users', userOf(trial, { userName }))
        if (answer.status === 400) {
          expect(await idsFor(trial, '/Users', `userName eq ${JSON.stringify(userName)}`)).toEqual([])
          return refused('the attribute type of names holds no such signs: 400, and nothing is stored')
        }
        expect([answer.status, answer.body.userName]).toEqual([201, userName])
        expect(await idsFor(trial, '/Users', `userName eq ${JSON.stringify(userName)}`)).toEqual([answer.body.id])
        expect((await trial.scim.delete(`/Users/${answer.body.id}`)).status).toBe(204)
      }
      expect(await idsFor(trial, '/Users', 'userName eq "*"')).toEqual([])
      return passed
    },
  },
  {
    name: 'names in letters of all scripts are stored, found and deleted',
    run: async (trial) => {
      for (const odd of ['žofie müller', '名前']) {
        const userName = `${odd}.${trial.fresh('n')}`
        const answer = await trial.scim.post('/Users', userOf(trial, { userName }))
        if (answer.status === 400) {
          expect(await idsFor(trial, '/Users', `userName eq ${JSON.stringify(userName)}`)).toEqual([])
          return refused('names are ASCII: the server, or an attribute that is made of them, holds nothing else')
        }
        expect([answer.status, answer.body.userName]).toEqual([201, userName])
        expect(await idsFor(trial, '/Users', `userName eq ${JSON.stringify(userName)}`)).toEqual([answer.body.id])
        expect((await trial.scim.delete(`/Users/${answer.body.id}`)).status).toBe(204)
      }
      return passed
    },
  },
  {
    name: 'PATCH: add, replace, remove, all or nothing',
    run: async (trial) => {
      const { id, body } = await trial.createUser()
      const path = `/Users/${id}`
      const replaced = await patch(trial, path, { op: 'replace', path: 'name.familyName', value: 'New' })
      expect([200, 204]).toContain(replaced.status)
      const half = await patch(
        trial,
        path,
        { op: 'replace', path: 'name.familyName', value: 'Newer' },
        { op: 'replace', path: 'nonsense', value: 'x' },
      )
      expect(half.status).toBe(400)
      expect((await trial.scim.get(path)).body.name.familyName).toBe('New')
      await patch(
        trial,
        path,
        { op: 'remove', path: 'name.givenName' },
        { op: 'add', value: { name: { givenName: 'Ada' } } },
      )
      expect((await trial.scim.get(path)).body.name.givenName).toBe('Ada')
      expect(body.name.givenName).toBe('Terry')
      return passed
    },
  },
  {
    name: 'several e-mail addresses; PATCH by a value filter',
    run: async (trial) => {
      const home = trial.attribute('User', 'emails.type')
      const emails = [
        { value: 'work@example.com', type: 'work' },
        { value: 'home@example.com', type: 'home' },
      ]
      const { id, body } = await trial.createUser({
        emails: home === undefined ? emails.map(({ value }) => ({ value })) : emails,
      })
      const values = (answer: { emails?: readonly { value: string }[] }) =>
        answer.emails?.map(({ value }) => value).toSorted()
      expect(values(body)).toEqual(['home@example.com', 'work@example.com'])
      expect(
        await idsFor(trial, '/Users', `emails.value eq "HOME@example.com" and userName eq "${body.userName}"`),
      ).toEqual([id])
      const path = home === undefined ? 'emails[value eq "work@example.com"].value' : 'emails[type eq "work"].value'
      const patched = await patch(trial, `/Users/${id}`, { op: 'replace', path, value: 'new@example.com' })
      expect([200, 204]).toContain(patched.status)
      expect(values((await trial.scim.get(`/Users/${id}`)).body)).toEqual(['home@example.com', 'new@example.com'])
      return home === undefined ? refused('addresses without `type`: the directory has no place for it') : passed
    },
  },
  attributeCheck('externalId', 'ext-1'),
  attributeCheck('title', 'Engineer'),
  attributeCheck('addresses', [{ type: 'work', locality: 'Basel' }]),
  attributeCheck(enterprise('employeeNumber'), '4711'),
  {
    name: 'manager: set, shown with its id, found by it',
    run: async (trial) => {
      const path = enterprise('manager')
      const boss = await trial.createUser()
      if (trial.attribute('User', path) === undefined) return refusedAttribute(trial, path, { value: boss.id })
      const { id, body } = await trial.createUser({
        schemas: [urn.user, urn.enterpriseUser],
        [urn.enterpriseUser]: { manager: { value: boss.id } },
      })
      expect(body[urn.enterpriseUser].manager.value).toBe(boss.id)
      expect(await idsFor(trial, '/Users', `${path}.value eq "${boss.id}"`)).toEqual([id])
      return passed
    },
  },
  {
    name: 'password: set at creation and by PATCH, never shown, good for a bind',
    run: async (trial) => {
      if (!trial.features.password) return refusedAttribute(trial, 'password', 'Correct horse 1')
      const { id, name, body } = await trial.createUser({ password: 'Correct horse 1' })
      expect(JSON.stringify(body)).not.toContain('orrect')
      expect(await trial.login(name, 'Correct horse 1')).toBe(0)
      const patched = await patch(trial, `/Users/${id}`, { op: 'replace', path: 'password', value: 'Battery staple 2' })
      expect([200, 204]).toContain(patched.status)
      expect([await trial.login(name, 'Correct horse 1'), await trial.login(name, 'Battery staple 2')]).toEqual([49, 0])
      return passed
    },
  },
  {
    name: 'active: false keeps the person from binding, true lets in again; both can be found',
    run: async (trial) => {
      const active = trial.attribute('User', 'active')
      if (active === undefined) return refusedAttribute(trial, 'active', false)
      if (active.mutability === 'readOnly')
        return refused('readOnly: nothing in the directory would keep anybody from binding')
      const { id, name } = await trial.createUser({
        active: true,
        ...(trial.features.password ? { password: 'Correct horse 1' } : {}),
      })
      const found = (state: boolean) => idsFor(trial, '/Users', `active eq ${state} and userName eq "${name}"`)
      const change = async (value: boolean) => {
        const answer = await patch(trial, `/Users/${id}`, { op: 'replace', path: 'active', value })
        expect([200, 204]).toContain(answer.status)
        expect((await trial.scim.get(`/Users/${id}`)).body.active).toBe(value)
        return trial.login(name, 'Correct horse 1')
      }
      const off = await change(false)
      expect([await found(true), await found(false)]).toEqual([[], [id]])
      const on = await change(true)
      expect([await found(true), await found(false)]).toEqual([[id], []])
      expect(off).not.toBe(0)
      expect(on).toBe(0)
      return passed
    },
  },
  {
    name: 'what is not mapped survives PUT and PATCH',
    run: async (trial) => {
      const { id, name, body } = await trial.createUser()
      await trial.unmapped.write(name, 'kept by all means')
      expect((await trial.scim.put(`/Users/${id}`, { ...body, name: { familyName: 'Other' } })).status).toBe(200)
      await patch(trial, `/Users/${id}`, { op: 'replace', path: 'name.familyName', value: 'Third' })
      expect(await trial.unmapped.read(name)).toBe('kept by all means')
      return passed
    },
  },
]

/** Common attributes such as externalId are in no schema (RFC 7643 §3.1): a filter tells whether they are mapped. */
const isFilterable = async ({ scim }: Trial, path: string): Promise<boolean> =>
  (await scim.get(filtered('/Users', `${path} pr`, '&count=0'))).status === 200

/** Stored, shown, found, removed; or refused as /Schemas says. */
function attributeCheck(path: string, value: unknown): Check {
  return {
    name: `${path.slice(path.lastIndexOf(':') + 1)}: stored, shown, found, removed`,
    run: async (trial) => {
      const attribute = trial.attribute('User', path)
      if (attribute === undefined && !(await isFilterable(trial, path))) return refusedAttribute(trial, path, value)
      if (attribute?.mutability === 'readOnly') return refused('readOnly in this mapping')
      const schemas = path.startsWith('urn:') ? [urn.user, path.slice(0, path.lastIndexOf(':'))] : [urn.user]
      const name = path.slice(path.lastIndexOf(':') + 1)
      const holder = path.startsWith('urn:') ? { [schemas[1] as string]: { [name]: value } } : { [name]: value }
      const { id, body } = await trial.createUser({ schemas, ...holder })
      expect(body).toMatchObject(holder)
      expect(await idsFor(trial, '/Users', `${path} pr and userName eq "${body.userName}"`)).toEqual([id])
      const removed = await patch(trial, `/Users/${id}`, { op: 'remove', path })
      expect([200, 204]).toContain(removed.status)
      expect(await idsFor(trial, '/Users', `${path} pr and userName eq "${body.userName}"`)).toEqual([])
      return passed
    },
  }
}
