import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { limits } from '../../src/config/limits.ts'

const root = new URL('../../', import.meta.url)
const textOf = (file: string) => readFileSync(new URL(file, root), 'utf8')

/** `| `option` | … | `test` |` */
const rows = [...textOf('docs/limits.md').matchAll(/^\| `(\w+)` .*\| `([\w./-]+)` +\|$/gm)].map(
  ([, option = '', test = '']) => ({ option, test }),
)

describe('docs/limits.md', () => {
  it('has a row for each limit, and for nothing else', () => {
    expect(rows.map(({ option }) => option).sort()).toEqual(Object.keys(limits).sort())
  })

  it.each(rows)('names the test at the edge of $option', ({ option, test }) => {
    expect(textOf(test)).toMatch(new RegExp(`\\b${option}\\b`))
  })
})
