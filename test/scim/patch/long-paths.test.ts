import { describe, expect, it } from 'vitest'
import { parsePatchRequest } from '../../../src/scim/patch/operation.ts'
import { refusal } from '../resource/refusal.ts'
import { patchOp } from './patching.ts'

const read = (maxOperations: number, ...operations: readonly Record<string, unknown>[]) =>
  refusal(() => parsePatchRequest(patchOp(...(operations as never[])), { maxOperations }))

describe('the paths of one PATCH, RFC 7644 §3.5.2', () => {
  const path = (length: number) => ({ op: 'replace', path: 'a'.repeat(length), value: 1 })

  it('have a million characters together at most', () => {
    expect(read(5, path(400_000), path(600_000))).toBe('done')
    expect(read(5, path(400_000), path(600_001))).toMatch(/^413 .*1000000 characters/)
  })

  it('are also the names in a value, which may be paths', () => {
    expect(read(5, { op: 'add', value: { ['a'.repeat(1_000_001)]: 1 } })).toMatch(/^413 /)
  })

  it('may be longer where more operations are allowed', () => {
    expect(read(10_000, path(2_000_000))).toBe('done')
    expect(read(10_000, path(2_000_001))).toMatch(/^413 .*2000000 characters/)
  })
})
