/** A row of active by place that nobody could live by stops at start, with the line and the reason. docs/mapping.md */
import { describe, expect, it } from 'vitest'
import { stops } from './stops.ts'

const leavers = 'ou=leavers,ou=people,dc=example,dc=com'

describe('a row of active by place that stops the start', () => {
  it.each([
    ['without a word on what enforces it', `{ inactiveIn: "${leavers}" }`, /expected enforcedBy/],
    ['with a place that is no DN', '{ inactiveIn: leavers, enforcedBy: ACL }', /expected a distinguished name/],
    ['outside of the bases', '{ inactiveIn: "ou=x,dc=example,dc=org", enforcedBy: ACL }', /lies in none of the bases/],
    [
      'with a way back outside of the bases',
      `{ inactiveIn: "${leavers}", activeIn: "ou=x,dc=example,dc=org", enforcedBy: ACL }`,
      /activeIn lies in none of the bases/,
    ],
    [
      'where active people are put',
      '{ inactiveIn: "ou=people,dc=example,dc=com", enforcedBy: ACL }',
      /is in inactiveIn: active people go there/,
    ],
    [
      'with a way back to where nobody is active',
      `{ inactiveIn: "${leavers}", activeIn: "ou=old,${leavers}", enforcedBy: ACL }`,
      /is in inactiveIn/,
    ],
    [
      'that moves nobody and says where to',
      `{ inactiveIn: "${leavers}", activeIn: "${leavers}", access: readOnly }`,
      /takes no activeIn/,
    ],
  ])('is one %s', (_, row, reason) => {
    const problems = stops(`active: ${row}`)

    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^scimdap\.yaml:7:\d+: users\.attributes\.active/)
    expect(problems[0]).toMatch(reason)
  })

  it('is one of another attribute', () => {
    expect(stops(`title: { inactiveIn: "${leavers}", enforcedBy: ACL }`)[0]).toMatch(
      /only active takes \{ inactiveIn \}/,
    )
  })

  it('is one below a base of one level', () => {
    expect(stops(`active: { inactiveIn: "${leavers}", enforcedBy: ACL }`, '  scope: one\n')[0]).toMatch(/lies in none/)
  })

  it('is one into which createIn goes', () => {
    const createIn = `  createIn: "ou={title},${leavers}"\n`
    expect(stops(`active: { inactiveIn: "${leavers}", enforcedBy: ACL }`, createIn)[0]).toMatch(/is in inactiveIn/)
  })

  it('is none where entries are only read by place, or enforced by something', () => {
    expect(stops(`active: { inactiveIn: "${leavers}", access: readOnly }`)).toEqual([])
    expect(stops(`active: { inactiveIn: "${leavers}", enforcedBy: ACL }`)).toEqual([])
  })
})
