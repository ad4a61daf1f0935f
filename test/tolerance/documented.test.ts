/** docs/tolerances.md and the list in the code are one. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { tolerances } from '../../src/tolerance/tolerances.ts'
import { toleranceNames, tolerancesOf } from '../../src/tolerance/wire.ts'

const rows = readFileSync(new URL('../../docs/tolerances.md', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => /^\| T\d/.test(line))
  .map((line) => line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, '').trim()))

describe('docs/tolerances.md', () => {
  it('has T1 to T23 in order, each cell filled', () => {
    expect([...new Set(rows.map(([id]) => id))]).toEqual(Array.from({ length: 23 }, (_, index) => `T${index + 1}`))
    for (const row of rows) {
      expect(row).toHaveLength(7)
      expect(row.every((cell) => cell !== '')).toBe(true)
    }
  })

  it('names what can be switched, and nothing else', () => {
    const documented = rows.flatMap(([id, name]) => (name === '–' ? [] : [[id, name]]))
    const coded = tolerances.map(({ id, name }) => [id, `\`${name}\``])

    expect(documented).toEqual(expect.arrayContaining(coded))
    expect(documented).toHaveLength(coded.length)
    expect(tolerances.map(({ name }) => name).sort()).toEqual([...toleranceNames].sort())
  })

  it('tells the wires in which each is on', () => {
    const on = (wire: 'tolerant' | 'rfc' | 'interop') => tolerancesOf({ wire })

    for (const [, name = '', , , , wires] of rows) {
      const key = toleranceNames.find((each) => name === `\`${each}\``)
      if (key === undefined) expect(wires).toBe('always')
      else expect(wires).toBe(on('tolerant').has(key) ? 'tolerant' : 'none')
    }
    expect(on('rfc').size + on('interop').size).toBe(0)
  })
})
