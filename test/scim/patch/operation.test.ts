import { describe, expect, it } from 'vitest'
import { parsePatchRequest } from '../../../src/scim/patch/operation.ts'
import { urn } from '../../../src/scim/urn.ts'
import { refusal } from '../resource/refusal.ts'
import { patchOp } from './patching.ts'

const parse = (body: unknown) => parsePatchRequest(body, { maxOperations: 2 })
const title = { op: 'add', path: 'title', value: 'x' }

describe('RFC 7644 §3.5.2: the PatchOp message', () => {
  it('is a list of operations', () => {
    const operations = [
      { op: 'add', value: { title: 'x' } },
      { op: 'remove', path: 'title' },
    ]

    expect(parse(patchOp(...operations))).toEqual(operations)
  })

  it('ignores case in names, in its URN and in op', () => {
    const body = { SCHEMAS: [urn.patchOp.toUpperCase()], operations: [{ OP: 'Replace', Path: 'title', VALUE: 'x' }] }

    expect(parse(body)).toEqual([{ op: 'replace', path: 'title', value: 'x' }])
  })

  it('ignores members that it does not know', () => {
    expect(parse(patchOp({ ...title, name: 'addTitle', __proto__: 1 }))).toEqual([title])
    expect(
      parse(
        JSON.parse(`{"schemas":["${urn.patchOp}"],"Operations":[{"__proto__":{"op":"add"},"op":"remove","path":"x"}]}`),
      ),
    ).toEqual([{ op: 'remove', path: 'x' }])
  })

  it('reads a path of null as none, and a value of null as a value but for remove', () => {
    expect(parse(patchOp({ op: 'replace', path: null, value: null }))).toEqual([{ op: 'replace', value: null }])
    expect(parse(patchOp({ op: 'remove', path: 'title', value: null }))).toEqual([{ op: 'remove', path: 'title' }])
  })

  it('keeps what a remove names', () => {
    expect(parse(patchOp({ op: 'remove', path: 'members', value: [] }))).toEqual([
      { op: 'remove', path: 'members', value: [] },
    ])
  })

  it.each([
    ['null', null],
    ['an array', [patchOp(title)]],
    ['a string', 'x'],
    ['nothing', {}],
    ['no schemas', { Operations: [title] }],
    ['another URN', { schemas: [urn.user], Operations: [title] }],
    ['a URN that is no list', { schemas: urn.patchOp, Operations: [title] }],
    ['no Operations', { schemas: [urn.patchOp] }],
    ['no operation', patchOp()],
    ['operations that are no list', { schemas: [urn.patchOp], Operations: title }],
    ['Operations twice', { ...patchOp(title), operations: [title] }],
    ['an operation of null', patchOp(null)],
    ['an operation that is a list', patchOp([title])],
    ['an operation without op', patchOp({ path: 'title', value: 'x' })],
    ['an operation with two op', patchOp({ ...title, OP: 'remove' })],
    ['an op of no name', patchOp({ ...title, op: 'move' })],
    ['an op of Object.prototype', patchOp({ ...title, op: 'constructor' })],
    ['an op that is a list', patchOp({ ...title, op: ['add'] })],
    ['a path that is a number', patchOp({ ...title, path: 7 })],
  ])('refuses %s as invalidSyntax', (_, body) => {
    expect(refusal(() => parse(body))).toMatch(/^400 invalidSyntax: /)
  })

  it('refuses a remove without path as noTarget', () => {
    expect(refusal(() => parse(patchOp(title, { op: 'remove' })))).toBe(
      '400 noTarget: Operations[1]: remove takes a path',
    )
  })

  it.each(['add', 'replace'])('refuses %s without value as invalidValue', (op) => {
    expect(refusal(() => parse(patchOp({ op, path: 'title' })))).toBe(
      `400 invalidValue: Operations[0]: ${op} takes a value`,
    )
  })

  it('refuses more operations than it is told to with 413 that names the limit', () => {
    expect(refusal(() => parse(patchOp(title, title, title)))).toBe(
      '413 undefined: Operations has more than 2 elements (maxOperations)',
    )
  })

  it('names an unknown op in the detail, cut where it is long', () => {
    expect(refusal(() => parse(patchOp({ op: 'x'.repeat(1000) }))).length).toBeLessThan(200)
  })
})
