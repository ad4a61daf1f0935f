/** checkClientRows: a row may give attribute types to clients by name, and those clients there must be. */
import { nearest } from './nearest.ts'
import type { Path } from './problem.ts'
import type { Settings } from './settings.ts'

/** Whoever is misspelt would read, as somebody new, another externalId than the one that it wrote. */
export const checkClientRows = (settings: Settings) => {
  const names = settings.clients.map(({ name }) => name)
  return declarationsIn(settings).flatMap(({ path, attributes = {} }) =>
    Object.entries(attributes).flatMap(([key, row]) => {
      if (row === null || typeof row !== 'object' || !('perClient' in row)) return []
      const unknown = Object.keys(row.clients ?? {}).filter((name) => !names.includes(name))
      return unknown.map((name) => {
        const near = nearest(name, names)
        const advice = near === undefined ? '' : `; did you mean ${near}?`
        const message = `there is no client of this name${advice}`
        return { path: [...path, 'attributes', key, 'clients', name], message, part: 'key' as const }
      })
    }),
  )
}

interface Declared {
  readonly path: Path
  readonly attributes?: Settings['users']['attributes']
}

const declarationsIn = ({ users, groups, resources = {} }: Settings): readonly Declared[] => [
  { path: ['users'], ...users },
  ...(groups === undefined ? [] : [{ path: ['groups'], ...groups }]),
  ...Object.entries(resources).map(([name, declaration]) => ({ path: ['resources', name], ...declaration })),
]
