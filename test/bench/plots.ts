/** writePlots: how cost grows, one SVG for each kind of question. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Growth, growthByMembers, growthByPeople } from './growth.ts'
import { printPlot } from './plot.ts'
import type { Results } from './results.ts'

const lists = /^(list|first-page-|not-pushed-down|walk-|bulk|crowd)/

/** Files of `folder`, by name. */
export const writePlots = (results: Results, folder: string): readonly string[] => {
  mkdirSync(folder, { recursive: true })
  const byPeople = growthByPeople(results)
  const plots = {
    'single.svg': ['Reads and writes of one', byPeople.filter(({ name }) => !lists.test(name))],
    'lists.svg': ['Lists, walks and many at once', byPeople.filter(({ name }) => lists.test(name))],
    'members.svg': ['Groups', growthByMembers(results)],
  } as const
  for (const [name, [title, growths]] of Object.entries(plots)) {
    writeFileSync(join(folder, name), plotOf(title, growths))
  }
  return Object.keys(plots)
}

const plotOf = (title: string, growths: readonly Growth[]): string =>
  printPlot({
    title: `${title}: CPU time of the gateway per turn`,
    x: growths[0]?.by ?? 'people',
    y: 'µs',
    lines: growths.map(({ title: line, points }) => ({
      title: line.replaceAll('`', ''),
      points: points.map(({ size, cpu }) => ({ x: size, y: cpu })),
    })),
  })
