/** scimdap init over directories that were written down by somebody else, who did not know how it guesses. */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { placesOf } from '../../src/mapping/places.ts'
import { type Expected, judgePlaces, judgeRows } from './init-judge.ts'
import { checkOf, type ForeignDirectory, initOver, startForeign } from './init-support.ts'

const shapes = resolve(import.meta.dirname, '../fixtures/init-shapes')

/** What it was taught by. At its first sight of them, 25 of 30, 23 of 28, 24 of 28, 18 of 29, 19 of 24 and 16 of 28 were right. */
const teachers = ['university', 'hoster', 'manufacturer', 'region', 'trading', 'bank']
/** It was not changed after it met these. */
const untaught = ['insurer', 'bakery', 'academie']

interface Tally {
  readonly right: number
  readonly wrong: readonly string[]
}
const tallies = new Map<string, Tally>()

describe.each([...teachers, ...untaught])('%s', (shape) => {
  const file = (name: string) => resolve(shapes, shape, name)
  const expected: Expected = JSON.parse(readFileSync(file('expected.json'), 'utf8'))

  it('gets its rows as an engineer had written them down, and is servable', async () => {
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
      const right = rows.right.length + places.right.length
      const wrong = [...rows.wrong, ...places.wrong]
      tallies.set(shape, { right, wrong })
      console.log(`${shape}: ${right} right, ${wrong.length} wrong`)

      expect(right / (right + wrong.length), wrong.join('\n')).toBeGreaterThanOrEqual(leastFor(shape))
      expect(code).toBe(0)
    } finally {
      await directory.ldap.stop()
    }
  })
})

const leastFor = (shape: string): number => (teachers.includes(shape) ? 0.9 : 0.85)

describe('the three that it was not taught by', () => {
  it('have nine rows of ten right together', () => {
    const seen = untaught.flatMap((shape) => tallies.get(shape) ?? [])
    const right = seen.reduce((sum, tally) => sum + tally.right, 0)
    const wrong = seen.flatMap((tally) => tally.wrong)

    expect(seen).toHaveLength(untaught.length)
    expect(right / (right + wrong.length), wrong.join('\n')).toBeGreaterThanOrEqual(0.9)
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
