/** The short benchmark, for function only: every scenario runs on both servers and is written down. */
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Results } from './results.ts'
import { loadResults } from './results.ts'
import { subjectsOf } from './scenario.ts'
import { scenariosFor } from './scenarios.ts'

describe('npm run bench -- --short', () => {
  let out: string
  let printed: string
  let results: Results

  beforeAll(async () => {
    out = await mkdtemp(join(tmpdir(), 'scimdap-bench-test-'))
    const program = resolve(import.meta.dirname, 'bench.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [program, '--short', '--out', out])
    printed = stdout
    results = loadResults(join(out, 'bench.json'))
  })
  afterAll(() => rm(out, { recursive: true, force: true }))

  it('measures every scenario, the groups in the first directory only', () => {
    const namesAt = (people: number) =>
      results.measurements.filter((row) => row.people === people).map(({ name }) => name)
    const all = scenariosFor(150)

    expect(namesAt(150)).toEqual(all.map(({ name }) => name))
    expect(namesAt(300)).toEqual(all.filter(({ members }) => members === undefined).map(({ name }) => name))
  })

  it('has no scenario that was answered otherwise than expected, or otherwise than by the bare handler', () => {
    expect(results.failures).toEqual([])
  })

  it('has figures of each that is to be compared', () => {
    for (const scenario of scenariosFor(150)) {
      const row = results.measurements.find(({ name }) => name === scenario.name)
      // ldapsearch is a package of its own.
      for (const subject of subjectsOf(scenario).filter((each) => each !== 'libldap')) {
        const { rate, p50, p99, slapdCpu } = row?.samples[subject] ?? {}
        expect([rate, p50, p99, slapdCpu], `${scenario.name} of ${subject}`).toSatisfy((figures: readonly number[]) =>
          figures.every((figure) => Number.isFinite(figure) && figure >= 0),
        )
        expect(rate, `${scenario.name} of ${subject}`).toBeGreaterThan(0)
      }
    }
  })

  it('finds no first page older than its question', () => {
    expect(results.observations.map(({ people, stalePages }) => [people, stalePages])).toEqual([
      [150, 0],
      [300, 0],
    ])
  })

  it('prints targets beside what was found, and draws how cost grows', async () => {
    expect(printed).toMatch(/read by id: requests\/s as a share of the bare handler's +at least 0\.85 +[\d.]+ +\S/)
    for (const name of ['single.svg', 'lists.svg', 'members.svg']) {
      expect(await readFile(join(out, name), 'utf8')).toMatch(/^<svg [\s\S]*<circle [\s\S]*<\/svg>\n$/)
    }
  })
})
