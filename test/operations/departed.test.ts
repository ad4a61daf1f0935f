import { describe, expect, it } from 'vitest'
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { withoutDeparted } from '../../src/operations/references/departed.ts'
import { Group } from '../mapping/support.ts'

const group = 'cn=new,ou=groups,dc=example,dc=com' as Dn
const member = 'uid=gone,ou=people,dc=example,dc=com'

/** A directory that takes a group, and where its member is not to be found afterwards; `code`: of the write that takes them out. */
const afterAdd = (code: DirectoryError['code']): Directory => {
  const directory = {
    add: async () => ({ dn: group, attributes: new Map([['entryuuid', ['11111111-1111-4111-8111-111111111111']]]) }),
    read: async () => undefined,
    change: async () => {
      throw new DirectoryError(code, `LDAP result ${code}`)
    },
  }
  const mappings = [Group]
  return withoutDeparted({ directory: directory as unknown as Directory, mappings, observe: () => undefined })
}

const add = (directory: Directory) =>
  directory.add(group, new Map([['member', [member]]]), { types: ['member'] }).then(
    () => 'added',
    ({ code }: DirectoryError) => code,
  )

describe('a group whose member is gone when it has been added', () => {
  it('and which is gone itself, has an unknown fate: it is no missing place, and nothing that was refused', async () => {
    expect(await add(afterAdd(32))).toBe('unknown-outcome')
  })

  it('is told as the directory has it otherwise', async () => {
    expect(await add(afterAdd(50))).toBe(50)
    expect(await add(afterAdd('unavailable'))).toBe('unknown-outcome')
  })
})
