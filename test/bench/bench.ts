/**
 * `npm run bench`: the gateway beside a bare handler over the same directory, by the same load. Figures are printed as they
 * come and saved after each scenario; docs/performance.md is written anew with `--docs`.
 */
import { fileURLToPath } from 'node:url'
import { machineNow } from './machine.ts'
import { measure, warmUpWorld } from './measure.ts'
import { observeWorld } from './observe.ts'
import { type BenchOptions, readOptions, type Size, usage } from './options.ts'
import { writePage } from './page.ts'
import { writePlots } from './plots.ts'
import { loadResults, type Results, resultsFile, saveResults } from './results.ts'
import { scenariosFor } from './scenarios.ts'
import { asText, columns, growthTable, observationsTable, rowsOf, targetsTable } from './table.ts'
import { startWorld, type World } from './world.ts'

const docs = (name: string): string => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url))
let world: World | undefined

const main = async (): Promise<void> => {
  const options = readOptions(process.argv.slice(2), process.env)
  const results = options.from === undefined ? await measureAll(options) : loadResults(options.from)
  console.log(`\n${asText(growthTable(results, 'people'))}\n\n${asText(growthTable(results, 'members'))}`)
  console.log(`\n${asText(observationsTable(results))}\n\n${asText(targetsTable(results))}`)
  writePlots(results, options.out)
  if (options.docs) {
    writePlots(results, docs('performance'))
    writePage(results, docs('performance.md'))
  }
  for (const { name, people, reason } of results.failures) console.log(`\n${name} at ${people}: NO FIGURE. ${reason}`)
  if (results.failures.length > 0) process.exitCode = 1
  if (options.from === undefined) console.log(`\nSaved in ${resultsFile(options.out)}`)
}

const measureAll = async (options: BenchOptions): Promise<Results> => {
  let results: Results | undefined
  for (const [index, size] of options.sizes.entries()) {
    console.log(`\nStarting a directory of ${size.people} people ...`)
    world = await startWorld(size.people)
    results ??= {
      machine: machineNow(world.ldap.installation),
      began: new Date().toISOString(),
      people: size.people,
      measurements: [],
      observations: [],
      failures: [],
    }
    results = await measureOne({ results, options, size, world, isMain: index === 0 })
    await world.stop()
    world = undefined
  }
  if (results === undefined) throw new Error(usage)
  return results
}

interface One {
  readonly results: Results
  readonly options: BenchOptions
  readonly size: Size
  readonly world: World
  /** Groups by their members are measured in one directory only. */
  readonly isMain: boolean
}

const measureOne = async ({ results: before, options, size, world: current, isMain }: One): Promise<Results> => {
  let results = before
  const scenarios = scenariosFor(size.people).filter(
    ({ name, members }) =>
      (isMain || members === undefined) && (options.only.length === 0 || options.only.includes(name)),
  )
  const save = (more: Partial<Results>) => {
    results = { ...results, ...more }
    saveResults(results, options.out)
  }
  const fail = (name: string, reason: string) => {
    console.log(`${name}: NO FIGURE. ${reason}`)
    save({ failures: [...results.failures, { name, people: size.people, reason }] })
  }
  printRows([['what', ...columns]])
  await warmUpWorld(current, size)
  for (const scenario of scenarios) {
    const measured = await measure(scenario, current, size).catch((error: unknown) => ({ reason: String(error) }))
    if ('reason' in measured) {
      fail(scenario.name, measured.reason)
      continue
    }
    printRows(rowsOf(measured))
    save({ measurements: [...results.measurements, measured] })
    if (scenario.name !== 'walk-by-cursor') continue
    await observeWorld(current).then(
      (observed) => save({ observations: [...results.observations, observed] }),
      (error: unknown) => fail('observations', String(error)),
    )
  }
  return results
}

const widthOfTitles = 50

const printRows = (rows: readonly (readonly string[])[]): void => {
  const pad = (cell: string, at: number) => (at === 0 ? cell.padEnd(widthOfTitles) : cell.padStart(13))
  console.log(rows.map((row) => row.map(pad).join('')).join('\n'))
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => void (world?.stop() ?? Promise.resolve()).finally(() => process.exit(1)))
}

main().catch(async (error: unknown) => {
  console.error(error instanceof Error ? (error.message.includes('\n') ? error.message : error) : error)
  await world?.stop().catch(console.error)
  process.exitCode = 1
})
