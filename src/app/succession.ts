/** requireFit: whether services may take the places of others: their mappings fit, and each is as ready as the one before. */
import { setTimeout as pause } from 'node:timers/promises'
import { ConfigError, type Problem } from '../config/problem.ts'
import type { Place } from './place.ts'

const patienceMs = 2_000
const againMs = 100

/** @throws ConfigError: something of the new one is wrong, or its directory does not answer where that of the old one does */
export const requireFit = async (fresh: readonly Place[], before: readonly Place[]): Promise<void> => {
  const looked = fresh.map((place) =>
    problemsOf(
      place,
      before.find(({ name }) => name === place.name),
    ),
  )
  const problems = (await Promise.all(looked)).flat()
  if (problems.length > 0) throw new ConfigError(problems)
}

/** A directory that is away is waited for by whoever has nothing to lose, as at start. */
const problemsOf = async (place: Place, before: Place | undefined): Promise<readonly Problem[]> => {
  const until = performance.now() + patienceMs
  for (;;) {
    const state = await place.service.ready()
    const misfit = place.service.misfit()
    if (misfit !== undefined) {
      const { resourceType, problems } = misfit
      return problems.map(({ where, path, message }) =>
        problem(place, { where: where ?? 'mapping', message: `${resourceType}: ${path}: ${message}` }),
      )
    }
    if (state.ready || !(await before?.service.ready())?.ready) return []
    if (performance.now() > until) return [problem(place, { where: 'directory', message: state.reason })]
    await pause(againMs)
  }
}

const problem = ({ config: { tenant } }: Place, { where, message }: Problem): Problem => ({
  where,
  message: tenant === undefined ? message : `tenant ${tenant}: ${message}`,
})
