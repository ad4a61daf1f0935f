/** writePage: the tables of docs/performance.md, between their markers; what stands around them is written by hand. */
import { readFileSync, writeFileSync } from 'node:fs'
import type { Results } from './results.ts'
import { findMeasurement } from './results.ts'
import { asMarkdown, growthTable, measurementsTable, number, observationsTable, targetsTable } from './table.ts'

/** @throws Error that names a marker which the page lacks */
export const writePage = (results: Results, file: string): void => {
  let page = readFileSync(file, 'utf8')
  for (const [name, text] of Object.entries(sectionsOf(results))) page = replaced(page, name, text)
  writeFileSync(file, page)
}

const replaced = (page: string, name: string, text: string): string => {
  const [begin, end] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`]
  const [from, to] = [page.indexOf(begin), page.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`the page has no ${begin} with ${end} behind it`)
  return `${page.slice(0, from)}${begin}\n\n${text}\n\n${page.slice(to)}`
}

const sectionsOf = (results: Results): Readonly<Record<string, string>> => ({
  machine: machineOf(results),
  targets: asMarkdown(targetsTable(results)),
  table: asMarkdown(measurementsTable(results)),
  observations: asMarkdown(observationsTable(results)),
  people: asMarkdown(growthTable(results, 'people')),
  members: asMarkdown(growthTable(results, 'members')),
  peer: peerOf(results),
})

const machineOf = ({ machine, began, people, measurements }: Results): string => {
  const rounds = measurements.find((each) => each.people === people)?.rounds ?? 0
  const { cpu, cores, memory, kernel, node, slapd, load } = machine
  return [
    `${people.toLocaleString('en-US')} people, ${rounds === 1 ? 'one round' : `${rounds} rounds`}, ${began.slice(0, 10)}.`,
    `${cores} cores (${cpu}), ${memory} GB, Linux ${kernel}, Node ${node}, slapd ${slapd}; load ${load} when it began, which should be near zero.`,
  ].join('\n')
}

const peerOf = (results: Results): string => {
  const gateway = findMeasurement(results, 'user-name')?.samples.gateway
  const own = ['scimdap', number(gateway?.rate), number(gateway?.p50)]
  return asMarkdown([
    ['`userName eq`, 16 clients, 2 cores', 'requests/s', 'p50 ms'],
    own,
    ['scimgateway 6.1.18', '225', '65'],
  ])
}
