/** scimdap init over directories that were written down by somebody else, who did not know how it guesses. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration.ts'
import { placesOf } from '../../src/mapping/places.ts'
import { type Expected, judgePlaces, judgeRows } from './init-judge.ts'
import { checkOf, type ForeignDirectory, initOver, startForeign } from './init-support.ts'

const shapes = resolve(import.meta.dirname, '../fixtures/init-shapes')

/** The first three were used to teach it (21, 19 and 20 rows of 26, 24 and 24 before); the others it met for the first time in this test. */
const names = ['university', 'hoster', 'manufacturer', 'region', 'trading', 'bank']

describe.each(names)('%s', (shape) => {
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
      const seen = { shown: await shownBy(directory, users), wanted: await wantedIn(directory, expected) }
      const places = judgePlaces(expected, { people: users, grouped: groups, users: seen })
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

const dnsOf = async (
  { ldap }: ForeignDirectory,
  { base, scope = 'sub', filter }: SearchOf,
): Promise<readonly string[]> => {
  const client = await ldap.admin()
  const { searchEntries } = await client.search(base, { scope, filter, attributes: ['1.1'] })
  await client.unbind()
  return searchEntries.map(({ dn }) => dn)
}

interface SearchOf {
  readonly base: string
  readonly scope?: 'sub' | 'one'
  readonly filter: string
}

const wantedIn = async (directory: ForeignDirectory, { people }: Expected): Promise<ReadonlySet<string>> =>
  new Set(await dnsOf(directory, people))

const shownBy = async (directory: ForeignDirectory, users: MappingDeclaration): Promise<ReadonlySet<string>> => {
  const filter = `(|${[users.objectClass]
    .flat()
    .map((name) => `(objectClass=${name})`)
    .join('')})`
  const found = await Promise.all(placesOf(users).map((place) => dnsOf(directory, { ...place, filter })))
  return new Set(found.flat())
}
