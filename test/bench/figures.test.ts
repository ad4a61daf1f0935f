/** What is made of measurements: growth, verdicts, plots, the page. */
import { readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { growthByMembers, growthByPeople } from './growth.ts'
import { median, percentile } from './job.ts'
import { readOptions } from './options.ts'
import { writePage } from './page.ts'
import { printPlot } from './plot.ts'
import type { Measurement, Results, Sample } from './results.ts'
import { scenariosFor } from './scenarios.ts'
import { targetsOf } from './targets.ts'

const sample = (more: Partial<Sample> = {}): Sample => ({
  ...{ rate: 100, p50: 1, p99: 2, cpu: 100, slapdCpu: 50, memory: 90 },
  ...more,
})

const measured = (name: string, people: number, more: Partial<Measurement> = {}): Measurement => ({
  ...{ name, title: name, people, members: undefined, connections: 16, rounds: 1 },
  samples: { gateway: sample(), bare: sample() },
  ratios: { bare: 0.9 },
  ...more,
})

const resultsOf = (...measurements: readonly Measurement[]): Results => ({
  machine: { cpu: 'a cpu', cores: 2, memory: 8, kernel: '6', node: 'v24', slapd: '2.5', load: 0 },
  began: '2026-01-01T00:00:00.000Z',
  people: 100_000,
  measurements,
  ...{ observations: [], failures: [] },
})

const costing = (cpu: number) => ({ samples: { gateway: sample({ cpu }) } })

describe('growth', () => {
  it('is one where cost is in proportion to people, and nothing where it is constant', () => {
    const sizes = [1_000, 10_000, 100_000]
    const [linear, constant] = growthByPeople(
      resultsOf(
        ...sizes.map((people) => measured('list', people, costing(people / 10))),
        ...sizes.map((people) => measured('read', people)),
      ),
    )

    expect(linear?.slope).toBeCloseTo(1)
    expect(constant?.slope).toBeCloseTo(0)
  })

  it('is shown over members for groups, and over people for the rest', () => {
    const groups = [10, 1_000].map((members) => measured(`group-${members}`, 100_000, { members, ...costing(members) }))
    const results = resultsOf(measured('read', 100_000), ...groups)

    expect(growthByMembers(results).map(({ name, points }) => [name, points.length])).toEqual([['group', 2]])
    expect(growthByPeople(results).map(({ name }) => name)).toEqual(['read'])
  })
})

describe('targets', () => {
  const verdict = (results: Results, words: RegExp) => targetsOf(results).find(({ what }) => words.test(what))?.isMet

  it('are met or missed by the figures of the run, and open where it has none', () => {
    expect(verdict(resultsOf(measured('user-name', 100_000)), /^user-name: requests/)).toBe(true)
    expect(verdict(resultsOf(measured('user-name', 100_000, { ratios: { bare: 0.84 } })), /^user-name: req/)).toBe(
      false,
    )
    expect(verdict(resultsOf(), /^user-name: requests/)).toBeUndefined()
  })

  it('limit memory at the size of the table and above it, and the event loop at the largest', () => {
    const observed = (people: number, memory: number, lagP99: number) => ({
      ...{ people, memory, lagP99, lagMost: 30, peak: memory, freshPages: 20, stalePages: 0 },
    })
    const observations = [observed(100_000, 201, 25), observed(1_000, 900, 30), observed(1_000_000, 300, 19)]
    const targets = targetsOf({ ...resultsOf(), observations }).filter(({ what }) => /memory|late by/.test(what))

    expect(targets.map(({ what, wanted, isMet }) => [/[\d,]+ people/.exec(what)?.[0], wanted, isMet])).toEqual([
      ['100,000 people', 'at most 200 MB', false],
      ['1,000,000 people', 'at most 350 MB', true],
      ['1,000,000 people', 'at most 20 ms', true],
    ])
  })

  it('compare the largest group with the raw modify', () => {
    const groups = [
      measured('member-10', 100_000, { members: 10, ratios: { ldap: 0.1 } }),
      measured('member-100000', 100_000, { members: 100_000, ratios: { ldap: 1 / 1.1 } }),
    ]

    expect(verdict(resultsOf(...groups), /raw modify/)).toBe(true)
  })
})

describe('the middle and the end of many values', () => {
  it('does not depend on their order', () => {
    expect(median([3, 1, 2])).toBe(2)
    expect(median([4, 1, 2, 3])).toBe(2.5)
    expect(percentile([5, 1, 4, 2, 3], 0.99)).toBe(5)
  })
})

describe('a plot', () => {
  it('has a point for each value, decades as its lines, and no text that could be markup', () => {
    const points = [
      { x: 1_000, y: 200 },
      { x: 100_000, y: 20_000 },
    ]
    const svg = printPlot({ title: 'a < b', x: 'people', y: 'µs', lines: [{ title: 'one', points }] })

    expect(svg.match(/<circle /g)).toHaveLength(2)
    expect(svg).toContain('>10,000<')
    expect(svg).toContain('a &#60; b')
    expect(svg).not.toMatch(/NaN|Infinity/)
  })
})

describe('docs/performance.md', () => {
  it('has a place for everything that a run writes', () => {
    const page = resolve(import.meta.dirname, '../../docs/performance.md')
    const copy = join(tmpdir(), `performance-${process.pid}.md`)
    writeFileSync(copy, readFileSync(page))

    writePage(resultsOf(measured('user-name', 100_000)), copy)

    expect(readFileSync(copy, 'utf8')).toContain('| scimdap | 100 | 1 |')
  })
})

describe('the command line', () => {
  it('measures 100,000 people by default, and smaller directories for growth', () => {
    expect(readOptions([], {}).sizes.map(({ people }) => people)).toEqual([100_000, 1_000, 10_000])
    expect(readOptions(['--full'], {}).sizes.map(({ people }) => people)).toEqual([100_000, 1_000, 10_000, 1_000_000])
    expect(readOptions([], { BENCH_PEOPLE: '5000' }).sizes[0]?.people).toBe(5_000)
  })

  it('refuses what is no number, and what it does not know', () => {
    expect(() => readOptions(['--people', 'many'], {})).toThrow('people must be a number')
    expect(() => readOptions(['--people', '7'], {})).toThrow('from 100')
    expect(() => readOptions(['--poeple', '7000'], {})).toThrow('--poeple')
  })
})

describe('the scenarios', () => {
  it('have names of their own, with groups as large as there are people', () => {
    const names = scenariosFor(100_000).map(({ name }) => name)

    expect(new Set(names).size).toBe(names.length)
    expect(names).toEqual(expect.arrayContaining(['member-10', 'member-10000', 'member-100000']))
    expect(scenariosFor(1_000).some(({ members = 0 }) => members > 1_000)).toBe(false)
  })
})
