/** What all conversations have in common. clients of RFC 7644 */
import { describe, expect, it } from 'vitest'
import { providers as configurable } from '../../src/config/settings.ts'
import type { Step } from '../../src/doctor/conversation.ts'
import { conversations, providers } from '../../src/doctor/conversations.ts'
import { preparation } from '../../src/doctor/prepare.ts'
import { variablesIn } from '../../src/doctor/template.ts'

/** What the player knows before the first step. */
const given = [
  'run',
  'nobody',
  'base',
  'tombstone',
  'existing.name',
  'standing.name',
  'member.first',
  'member.second',
  'members',
]
const capturedBy = (steps: readonly Step[]) => steps.flatMap(({ captures = {} }) => Object.keys(captures))

describe('the providers', () => {
  it('are those that a client can be labelled with', () => {
    expect([...providers, 'other'].toSorted()).toEqual(configurable.toSorted())
  })
})

describe.each(conversations)('$name', ({ steps, headers }) => {
  it('names each step once', () => {
    expect(steps.map(({ name }) => name)).toEqual([...new Set(steps.map(({ name }) => name))])
  })

  it('asks for nothing that was not told before', () => {
    const known = new Set([...given, ...capturedBy(preparation(2))])
    for (const step of steps) {
      const { pages, request, answer, seen, needs = [] } = step
      const needed = [...variablesIn(request), ...needs].filter(
        (name) => !(pages !== undefined && name === 'startIndex'),
      )
      expect([step.name, needed.filter((name) => !known.has(name))]).toEqual([step.name, []])
      for (const name of capturedBy([step])) known.add(name)
      const judged = variablesIn([answer, seen]).filter((name) => !known.has(name))
      expect([step.name, judged]).toEqual([step.name, []])
    }
  })

  it('encodes its queries as they go over the wire', () => {
    for (const { request } of steps) {
      const path = request.path.replaceAll(/\{[\w.]+\}/g, 'x')
      expect(path).toMatch(/^\/[\w.~!$&'()*+,;=:@%/?-]+$/)
      expect(decodeURIComponent(path)).not.toContain('{')
    }
  })

  it('has a life: match or import, create, conflict, update, deactivate, reactivate', () => {
    const kinds = steps.map(
      ({ request, answer }) => `${request.method} ${request.path.split('?')[0]} ${answer.status.join()}`,
    )
    expect(kinds).toContain('POST /Users 201')
    expect(kinds).toContain('POST /Users 409')
    expect(kinds.some((kind) => /^GET \/Users 200/.test(kind))).toBe(true)
    const bodies = steps.map(({ request }) => JSON.stringify(request.body ?? ''))
    for (const value of ['false', 'true'])
      expect(bodies.some((body) => new RegExp(`${value}`, 'i').test(body))).toBe(true)
    expect(steps.some(({ feature }) => feature === 'userNameChange')).toBe(true)
    expect(headers).toHaveProperty('User-Agent')
  })

  it('shows what it did where an answer alone would not', () => {
    const writes = steps.filter(({ request, feature }) => /PUT|PATCH/.test(request.method) && feature === undefined)
    expect(
      writes.filter(({ seen, answer }) => seen !== undefined || (answer.checks?.length ?? 0) > 0).length,
    ).toBeGreaterThan(1)
  })
})
