/** docs/security.md: each threat names tests that are there. */
import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const page = readFileSync(join(root, 'docs/security.md'), 'utf8')

/** Of the tables whose last column is called so. */
const rows = page
  .split('\n')
  .filter((line) => line.startsWith('|') && /`test\/[^`]+`[^|]*\|$/.test(line))
  .map((line) => {
    const cells = line.split(/(?<!\\)\|/).map((cell) => cell.trim())
    return {
      threat: cells[2] ?? '',
      tests: [...(cells.at(-2) ?? '').matchAll(/`(test\/[^`]+)`/g)].map(([, file]) => file as string),
    }
  })

const threats = page.split('\n').filter((line) => /^\| [STRIDE] +\|/.test(line))

describe('the threat model', () => {
  it('names a test for each threat', () => {
    expect(threats.length).toBeGreaterThan(30)
    expect(threats.filter((line) => !/`test\/[^`]+\.test\.ts`/.test(line))).toEqual([])
  })

  it.each(rows)('$threat: its tests are there', ({ tests }) => {
    expect(tests.filter((file) => !existsSync(join(root, file)))).toEqual([])
    for (const file of tests) expect(readFileSync(join(root, file), 'utf8')).toMatch(/\b(?:it|test)\b[.(]/)
  })

  it('has a kind of STRIDE for every threat, and threats of every kind', () => {
    expect(new Set(threats.map((line) => line[2]))).toEqual(new Set('STRIDE'))
  })
})
