/** Checks of Groups and memberships, as rows of the table in docs/directories.md. RFC 7643 §4.2, §4.1.2 */
import { expect } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { type Check, idsFor, passed, patch, refused, type Trial } from './standing.ts'

const memberIds = async ({ scim }: Trial, id: string): Promise<readonly string[]> =>
  ((await scim.get(`/Groups/${id}`)).body.members ?? []).map(({ value }: { value: string }) => value).toSorted()

const mustHaveMembers = (trial: Trial): boolean => trial.attribute('Group', 'members')?.required === true

export const groupChecks: readonly Check[] = [
  {
    name: 'a Group with members; members come and go by PATCH',
    run: async (trial) => {
      const [one, two] = [await trial.createUser(), await trial.createUser()]
      const { id } = await trial.createGroup([one.id])
      const path = `/Groups/${id}`
      await patch(trial, path, { op: 'add', path: 'members', value: [{ value: two.id }] })
      expect(await memberIds(trial, id)).toEqual([one.id, two.id].toSorted())
      await patch(trial, path, { op: 'remove', path: `members[value eq "${one.id}"]` })
      expect(await memberIds(trial, id)).toEqual([two.id])
      const nobody = await patch(trial, path, { op: 'add', path: 'members', value: [{ value: 'no-such-id' }] })
      expect(nobody.status).toBe(400)
      return passed
    },
  },
  {
    name: 'a Group without members',
    run: async (trial) => {
      const body = { schemas: [urn.group], displayName: trial.fresh('empty') }
      const answer = await trial.scim.post('/Groups', body)
      const someone = await trial.createUser()
      const { id } = await trial.createGroup([someone.id])
      const emptied = await patch(trial, `/Groups/${id}`, { op: 'remove', path: 'members' })
      if (mustHaveMembers(trial)) {
        expect([answer.status, emptied.status, await memberIds(trial, id)]).toEqual([400, 400, [someone.id]])
        return refused('members are required: the object class demands one, and `emptyGroups` is `reject`')
      }
      expect([answer.status, await memberIds(trial, id)]).toEqual([201, []])
      expect([200, 204]).toContain(emptied.status)
      return passed
    },
  },
  {
    name: 'a Group gets another name and keeps its id and members',
    run: async (trial) => {
      const someone = await trial.createUser()
      const { id } = await trial.createGroup([someone.id])
      const name = trial.fresh('renamed, ')
      const renamed = await patch(trial, `/Groups/${id}`, { op: 'replace', path: 'displayName', value: name })
      expect([200, 204]).toContain(renamed.status)
      expect((await trial.scim.get(`/Groups/${id}`)).body.displayName).toBe(name)
      expect(await memberIds(trial, id)).toEqual([someone.id])
      return passed
    },
  },
  {
    name: 'a Group in a Group',
    run: async (trial) => {
      const inner = await trial.createGroup([(await trial.createUser()).id])
      const body = { schemas: [urn.group], displayName: trial.fresh('outer'), members: [{ value: inner.id }] }
      const answer = await trial.scim.post('/Groups', body)
      if (answer.status === 400) return refused('members are people only')
      expect([answer.status, answer.body.members]).toMatchObject([201, [{ value: inner.id, type: 'Group' }]])
      return passed
    },
  },
  {
    name: 'groups of a User, filters on groups.value and members.value',
    run: async (trial) => {
      const [one, two] = [await trial.createUser(), await trial.createUser()]
      const { id, name } = await trial.createGroup([one.id])
      const shown = (await trial.scim.get(`/Users/${one.id}`)).body.groups
      expect(shown).toMatchObject([{ value: id, display: name }])
      expect(await idsFor(trial, '/Users', `groups.value eq "${id}"`)).toEqual([one.id])
      expect(await idsFor(trial, '/Groups', `members.value eq "${one.id}"`)).toEqual([id])
      expect(await idsFor(trial, '/Groups', `members.value eq "${two.id}"`)).toEqual([])
      return passed
    },
  },
  {
    name: 'who is deleted leaves the Groups',
    run: async (trial) => {
      const [one, two] = [await trial.createUser(), await trial.createUser()]
      const { id } = await trial.createGroup([one.id, two.id])
      expect((await trial.scim.delete(`/Users/${one.id}`)).status).toBe(204)
      expect(await memberIds(trial, id)).toEqual([two.id])
      return passed
    },
  },
]
