import { describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { addAgain } from '../../src/directory/ldapts/add-again.ts'
import type { Dn } from '../../src/ldap/dn.ts'

const dn = 'uid=ada,ou=people,dc=example' as Dn

/** A server that answers the adds one after the other; undefined: it is done. */
const serverThat = (parentIsThere: boolean, ...answers: readonly (number | undefined)[]) => {
  const asked: Dn[] = []
  let adds = 0
  const add = async () => {
    const code = answers[adds]
    adds += 1
    if (code !== undefined) throw new DirectoryError(code, 'refused')
  }
  const isThere = async (parent: Dn) => {
    asked.push(parent)
    return parentIsThere
  }
  return { asked, adds: () => adds, done: addAgain(dn, { add, isThere }) }
}

describe('RFC 4511 §4.7: an add that is refused for want of its parent', () => {
  it('is asked for again', async () => {
    const server = serverThat(true, 32, 32, undefined)

    await server.done
    expect(server.adds()).toBe(3)
    expect(server.asked).toEqual([])
  })

  it('stays refused where the parent is not there', async () => {
    const server = serverThat(false, 32, 32, 32, 32)

    await expect(server.done).rejects.toMatchObject({ code: 32 })
    expect(server.adds()).toBe(4)
    expect(server.asked).toEqual(['ou=people,dc=example'])
  })

  it('is told as busy where the server keeps to it though the parent is there', async () => {
    await expect(serverThat(true, 32, 32, 32, 32).done).rejects.toMatchObject({ code: 51, cause: { code: 32 } })
  })

  it('is told as it is where another reason comes up', async () => {
    await expect(serverThat(true, 32, 68).done).rejects.toMatchObject({ code: 68 })
    const server = serverThat(true, 68)
    await expect(server.done).rejects.toMatchObject({ code: 68 })
    expect(server.adds()).toBe(1)
  })
})
