import { describe, expect, it } from 'vitest'
import { type CheckReport, type CheckResult, judge, type Skip } from './verdict.ts'

const extension = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

const result = (more: Partial<CheckResult> = {}): CheckResult => ({
  status: 'SUCCESS',
  check: 'check_add_attribute',
  resourceType: 'User',
  attribute: extension,
  reason: 'added',
  tags: ['patch:add'],
  ...more,
})

const report = (more: Partial<CheckReport> = {}): CheckReport => ({
  tags: ['patch:add'],
  results: [result(), result({ resourceType: 'Group', attribute: 'displayName' })],
  untried: [],
  ...more,
})

const untried = { check: 'check_add_attribute', resourceType: 'User', attribute: 'userName' }
const why: Skip = { attributes: ['User userName'], checks: ['check_add_attribute'], why: 'It is immutable.' }

describe('the verdict on a report of scim2-tester', () => {
  it('is good where everything succeeded', () => {
    expect(judge(report(), [])).toEqual({ ok: true, lines: ['2 SUCCESS, 0 ERROR, 0 skips'] })
  })

  it.each(['ERROR', 'CRITICAL', 'DEVIATION', 'SOMETHING NEW'])('is bad for %s, and says why', (status) => {
    const verdict = judge(report({ results: [...report().results, result({ status, reason: 'no\nway' })] }), [])

    expect(verdict.ok).toBe(false)
    expect(verdict.lines[0]).toBe(`${status} check_add_attribute User\n  no\n  way`)
  })

  it('prints the explanation of a skip', () => {
    const verdict = judge(report({ untried: [untried] }), [why])

    expect(verdict.ok).toBe(true)
    expect(verdict.lines).toEqual([
      'SKIPPED check_add_attribute: User userName',
      '  It is immutable.',
      '2 SUCCESS, 0 ERROR, 1 skips',
    ])
  })

  it('is bad for a skip that nobody explained, be it silent or said', () => {
    const said = result({ status: 'SKIPPED', check: 'search_with_attributes', resourceType: 'Group' })

    expect(judge(report({ untried: [untried] }), []).lines).toContain(
      'UNEXPLAINED skip: check_add_attribute: User userName',
    )
    const verdict = judge(report({ results: [...report().results, said] }), [])
    expect(verdict.ok).toBe(false)
    expect(verdict.lines).toContain('UNEXPLAINED skip: search_with_attributes: Group')
  })

  it('is bad for an explanation of what is no longer skipped', () => {
    const verdict = judge(report(), [why])

    expect(verdict.ok).toBe(false)
    expect(verdict.lines).toContain('STALE explanation, this is no longer skipped: check_add_attribute: User userName')
  })

  it.each([
    ['nothing', { results: [] }, 'NOT REACHED: tag patch:add'],
    ['no groups', { results: [result()] }, 'NOT REACHED: Group'],
    ['no extension', { results: report().results.slice(1) }, `NOT REACHED: ${extension}`],
    ['not every tag', { tags: ['patch:add', 'crud:read'] }, 'NOT REACHED: tag crud:read'],
    [
      'a tag by a skip only',
      { tags: ['x'], results: [result({ status: 'SKIPPED', tags: ['x'] })] },
      'NOT REACHED: tag x',
    ],
  ])('is bad where %s was checked', (_, more, line) => {
    const verdict = judge(report(more), [])

    expect(verdict.ok).toBe(false)
    expect(verdict.lines).toContain(line)
  })
})
