/** scimdap init over three directories that were written before it was, and that it was not tuned for. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { type Expected, judgePlaces, judgeRows } from './init-judge.ts'
import { checkOf, initOver, startForeign } from './init-support.ts'

const shapes = resolve(import.meta.dirname, '../fixtures/init-shapes')

describe.each(['university', 'hoster', 'manufacturer'])('%s', (shape) => {
  const file = (name: string) => resolve(shapes, shape, name)
  const expected: Expected = JSON.parse(readFileSync(file('expected.json'), 'utf8'))

  it('gets nine rows of ten as an engineer had written them down, and is servable', async () => {
    const directory = await startForeign(expected.suffix, {
      load: [readFileSync(file('content.ldif'), 'utf8')],
      schemaFiles: [file('schema.ldif')],
    })
    try {
      const found = await initOver(directory)
      const [users, groups] = ['User', 'Group'].map(
        (name) => found.config.resources.find(({ resourceType }) => resourceType.name === name)?.declaration,
      )
      if (users === undefined) throw new Error('there are no users')
      const rows = judgeRows(expected, users.attributes)
      const places = judgePlaces(expected, { people: users, grouped: groups })
      const { code } = await checkOf(found)
      if (process.env.BLIND) {
        console.log(shape, rows.right.length, rows.wrong.length, places.right.length, places.wrong.length, code)
        return
      }

      const right = rows.right.length + places.right.length
      const wrong = [...rows.wrong, ...places.wrong]
      expect(right / (right + wrong.length), wrong.join('\n')).toBeGreaterThanOrEqual(0.9)
      expect(code).toBe(0)
    } finally {
      await directory.ldap.stop()
    }
  })
})
