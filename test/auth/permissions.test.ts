import { describe, expect, it } from 'vitest'
import type { Refused } from '../../src/operations/audit/audited.ts'
import type { Operations } from '../../src/operations/operations.ts'
import { operationsFor } from '../../src/operations/permissions.ts'

type Arguments = readonly unknown[]

/** Remembers what was called; `this` must survive the narrowing. */
class Recorder {
  readonly calls: string[] = []
  readonly #record = async (name: string, given: Arguments) => {
    this.calls.push(`${name} ${JSON.stringify(given)}`)
    return name
  }
  search(...given: Arguments) {
    return this.#record('search', given)
  }
  read(...given: Arguments) {
    return this.#record('read', given)
  }
  create(...given: Arguments) {
    return this.#record('create', given)
  }
  replace(...given: Arguments) {
    return this.#record('replace', given)
  }
  findMe(...given: Arguments) {
    return this.#record('findMe', given)
  }
  createMe(...given: Arguments) {
    return this.#record('createMe', given)
  }
  delete(...given: Arguments) {
    return this.#record('delete', given)
  }
  bulk(...given: Arguments) {
    return this.#record('bulk', given)
  }
}

const narrowed = (grant: { read: boolean; write: boolean }) => {
  const recorder = new Recorder()
  const told: unknown[] = []
  const tell = (scope: unknown, { error, ...refused }: Refused) => void told.push([scope, refused])
  const operations = operationsFor(grant, recorder as unknown as Operations, tell) as unknown as Recorder
  return { recorder, operations, told }
}

describe('operations of a client', () => {
  it('are the very same where it may do everything', () => {
    const { recorder, operations } = narrowed({ read: true, write: true })

    expect(operations).toBe(recorder)
  })

  it('read and search for a client that may only read', async () => {
    const { recorder, operations } = narrowed({ read: true, write: false })

    expect(await operations.search('a', 1)).toBe('search')
    expect(await operations.read('b')).toBe('read')
    expect(recorder.calls).toEqual(['search ["a",1]', 'read ["b"]'])
  })

  it.each(['create', 'createMe', 'replace', 'delete', 'bulk'] as const)(
    'refuse to %s with 403 before anything happens',
    async (name) => {
      const { recorder, operations } = narrowed({ read: true, write: false })

      await expect(operations[name]('x', { operations: [] })).rejects.toMatchObject({
        status: 403,
        scimType: undefined,
      })
      expect(recorder.calls).toEqual([])
    },
  )

  it('look for the caller itself only for what it may do', async () => {
    const { recorder, operations } = narrowed({ read: true, write: false })

    expect(await operations.findMe('scope', 'me', 'read')).toBe('findMe')
    await expect(async () => operations.findMe('scope', {}, 'patch')).rejects.toMatchObject({ status: 403 })
    expect(recorder.calls).toEqual(['findMe ["scope","me","read"]'])
  })

  it('refuse everything to a client without any right', async () => {
    const { recorder, operations } = narrowed({ read: false, write: false })

    for (const name of ['search', 'read', 'create', 'createMe', 'findMe', 'replace', 'delete', 'bulk'] as const) {
      await expect(operations[name]('scope', { operations: [] })).rejects.toMatchObject({ status: 403 })
    }
    expect(recorder.calls).toEqual([])
  })
})
