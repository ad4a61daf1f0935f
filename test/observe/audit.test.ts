import { appendFileSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Audit, openAudit } from '../../src/observe/audit.ts'
import { beginning, type Link, verify } from '../../src/observe/audit-chain.ts'
import type { ChangeObservation, Observation } from '../../src/observe/observation.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'scimdap-audit-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

const path = () => join(folder, 'audit.jsonl')
const key = new TextEncoder().encode('a key of the tests, of 32 bytes and more')

const change = (resourceId: string, more: Partial<ChangeObservation> = {}): ChangeObservation => ({
  ...{ kind: 'change', client: 'hr', operation: 'patch', resourceType: 'User', resourceId },
  ...{ attributes: ['title'], linked: [], outcome: 'done' },
  ...more,
})

let clock = 1_800_000_000_000
const open = (more: Partial<{ maxBytes: number; keep: number; file: string }> = {}) => {
  const told: Observation[] = []
  const file = { path: more.file ?? path(), maxBytes: 1 << 20, keep: undefined, now: () => clock, ...more }
  const audit = openAudit({
    file,
    isChained: true,
    key,
    now: () => clock,
    observe: (observation) => void told.push(observation),
  })
  return { audit, told }
}

const write = (audit: Audit, from: number, to: number) => {
  for (let number = from; number <= to; number += 1) audit.observe(change(`u-${number}`))
}

const linesOf = (file = path()) => readFileSync(file, 'utf8').split('\n').filter(Boolean)

/** Of each line what becomes of it behind the lines before. */
const verdicts = (lines: readonly string[], usedKey: Uint8Array | undefined = key) => {
  let last: Link = beginning
  return lines.map((line) => {
    const verdict = verify(line, last, usedKey)
    if (verdict.kind !== 'broken') last = verdict.link
    return verdict.kind
  })
}

describe('the audit trail', () => {
  it('has a line for each change that is not nothing, with names and ids', () => {
    const { audit } = open()
    audit.observe(change('u-1', { before: 'W/"1"', after: 'W/"2"', address: '192.0.2.1', requestId: 'r-1' }))
    audit.observe(change('u-2', { outcome: 'unchanged' }))
    audit.observe({ kind: 'ready' })
    audit.observe(change('u-3', { outcome: 'refused', status: 409, result: 68 }))

    const [first, second, ...rest] = linesOf().map((line) => JSON.parse(line))

    expect(rest).toEqual([])
    expect(first).toEqual({
      ...{ number: 1, time: '2027-01-15T08:00:00.000Z', kind: 'change', outcome: 'done', operation: 'patch' },
      ...{ resourceType: 'User', resourceId: 'u-1', attributes: ['title'], before: 'W/"1"', after: 'W/"2"' },
      ...{ tenant: 'default', client: 'hr', address: '192.0.2.1', requestId: 'r-1', seal: expect.any(String) },
    })
    expect(second).toMatchObject({ number: 2, resourceId: 'u-3', outcome: 'refused', status: 409, result: 68 })
    audit.close()
  })

  it('is one chain over restarts, rotation and whoever else renames the file', () => {
    const first = open({ maxBytes: 3_000 })
    write(first.audit, 1, 20)
    first.audit.close()
    clock += 1_000
    const second = open({ maxBytes: 3_000 })
    write(second.audit, 21, 25)
    renameSync(path(), `${path()}.2099-01-01T00-00-00-000Z`)
    write(second.audit, 26, 40)
    second.audit.close()

    const files = readdirSync(folder).toSorted()
    const named = files.filter((name) => name !== 'audit.jsonl').map((name) => join(folder, name))
    const all = [...named, path()].flatMap((file) => linesOf(file)).map((line) => [JSON.parse(line).number, line])
    const lines = all.toSorted(([a], [b]) => a - b).map(([, line]) => line as string)

    expect(files.length).toBeGreaterThan(3)
    expect(verdicts(lines)).toEqual(Array.from({ length: 40 }, () => 'follows'))
  })

  it('keeps so many old files', () => {
    const { audit } = open({ maxBytes: 1_024, keep: 2 })
    for (let number = 1; number <= 40; number += 1) {
      clock += 5
      audit.observe(change(`u-${number}`))
    }
    audit.close()

    expect(readdirSync(folder)).toHaveLength(3)
    expect(linesOf().at(-1)).toContain('"number":40,')
  })

  it('goes on behind a line that a crash cut off', () => {
    const first = open()
    write(first.audit, 1, 3)
    first.audit.close()
    appendFileSync(path(), '{"number":4,"time":"20')

    const second = open()
    write(second.audit, 4, 5)
    second.audit.close()

    expect(verdicts(linesOf())).toEqual(['follows', 'follows', 'follows', 'broken', 'follows', 'follows'])
  })

  it('loses no line and no order while it cannot be written, and says so', () => {
    const file = join(folder, 'disk', 'audit.jsonl')
    expect(() => open({ file })).toThrow('ENOENT')
    const { audit, told } = open()
    write(audit, 1, 2)
    audit.close()
    rmSync(path())
    rmSync(folder, { recursive: true })

    write(audit, 3, 5)
    expect(audit.isWhole()).toBe(false)
    expect(told).toContainEqual({ kind: 'audit-failed', cause: expect.objectContaining({ code: 'ENOENT' }) })

    folder = mkdtempSync(join(tmpdir(), 'scimdap-audit-'))
    const { audit: elsewhere } = open()
    expect(elsewhere.isWhole()).toBe(true)
    elsewhere.close()
  })

  it('writes what it has kept as soon as it can, in order', () => {
    const { audit } = open()
    write(audit, 1, 2)
    renameSync(folder, `${folder}-away`)
    write(audit, 3, 4)
    expect(audit.isWhole()).toBe(false)
    renameSync(`${folder}-away`, folder)

    write(audit, 5, 5)

    expect(audit.isWhole()).toBe(true)
    expect(verdicts(linesOf())).toEqual(Array.from({ length: 5 }, () => 'follows'))
    audit.close()
  })
})

describe('the seals', () => {
  const written = () => {
    const { audit } = open()
    write(audit, 1, 6)
    audit.close()
    return linesOf()
  }

  it.each([
    ['a changed line', (lines: string[]) => lines.with(2, (lines[2] ?? '').replace('u-3', 'u-9')), 'broken'],
    ['a line that is gone', (lines: string[]) => lines.toSpliced(2, 1), 'gap'],
    [
      'two lines that have changed places',
      (lines: string[]) => lines.with(2, lines[3] ?? '').with(3, lines[2] ?? ''),
      'gap',
    ],
    ['a line put in', (lines: string[]) => lines.toSpliced(2, 0, lines[1] ?? ''), 'gap'],
    ['a line that is none', (lines: string[]) => lines.with(2, '{"number":3}'), 'broken'],
  ])('show %s', (_, tamper, expected) => {
    expect(verdicts(tamper([...written()]))).toContain(expected)
  })

  it('fit with their key alone', () => {
    expect(new Set(verdicts(written(), new TextEncoder().encode('another key')))).not.toContain('follows')
  })

  it('cannot be made to fit a changed line by whoever has no key', () => {
    const lines = written()
    writeFileSync(path(), '')
    const forged = openAudit({
      file: { path: path(), maxBytes: 1 << 20, keep: undefined, now: () => clock },
      ...{ isChained: true, key: new TextEncoder().encode('another key of 32 bytes and some more'), now: () => clock },
      observe: () => {},
    })
    write(forged, 1, 6)

    expect(verdicts(lines)).not.toContain('broken')
    expect(verdicts(linesOf())).toContain('broken')
  })
})
