/** What is too large is not rewritten, but left for the strict parser to refuse. docs/limits.md */
import { describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import { createDialect } from '../../src/tolerance/dialect.ts'
import { tolerant, userType } from './support.ts'

/** Generous: each took half a minute and more before, on a machine with nothing else to do. */
const soon = 20_000
const narrow = createDialect({ wire: 'tolerant' }, { filterLength: 30, patchOperations: 3 })
const patchOf = (...operations: readonly unknown[]) => ({ schemas: [urn.patchOp], Operations: operations })

describe('a request that is larger than its limits', () => {
  it('keeps a filter of thirty million characters as it is', { timeout: soon }, () => {
    const filter = '[a'.repeat(15_000_000)

    expect(tolerant.filter(filter, [userType]) === filter).toBe(true)
  })

  it('keeps a path of thirty million characters as it is', { timeout: soon }, () => {
    const body = patchOf({ op: 'replace', path: '[a'.repeat(15_000_000), value: 1 })

    expect(tolerant.patch(body, userType).body === body).toBe(true)
  })

  it('keeps 250,000 operations as they are', { timeout: soon }, () => {
    const body = {
      schemas: [urn.patchOp],
      Operations: Array.from({ length: 250_000 }, () => ({ op: 'add', path: 'title', value: 'x' })),
    }

    expect(tolerant.patch(body, userType).body === body).toBe(true)
  })

  it('is rewritten up to the limit, and not beyond', () => {
    const inside = 'userName eq ada'
    const operation = { op: 'Replace', path: 'active', value: 'True' }

    expect(narrow.filter(inside, [userType])).toBe('userName eq "ada"')
    expect(narrow.filter(`${inside}${' '.repeat(15)}`, [userType])).toContain('"ada"')
    expect(narrow.filter(`${inside}${' '.repeat(16)}`, [userType])).not.toContain('"ada"')
    expect(narrow.patch(patchOf(operation, operation, operation), userType).body).toMatchObject({
      Operations: [{ value: true }, { value: true }, { value: true }],
    })
    const four = patchOf(operation, operation, operation, operation)
    expect(narrow.patch(four, userType).body).toBe(four)
  })
})

describe('a body', () => {
  it('may spell one name in thousands of ways', { timeout: soon }, () => {
    const name = 'employeenumber'
    const spelled = Array.from({ length: 10_000 }, (_, bits) =>
      [...name].map((letter, at) => ((bits >> at) & 1 ? letter.toUpperCase() : letter)).join(''),
    )
    const body = Object.fromEntries(spelled.map((each) => [each, 'x']))

    const { body: softened } = tolerant.resource({ schemas: [urn.user], userName: 'ada', ...body }, userType)

    expect(softened).toMatchObject({ userName: 'ada' })
  })
})
