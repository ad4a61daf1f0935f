/** mayFindings: what is wrong with what clients are let do, before any directory is asked. */
import { clientLimitProblems } from '../mapping/declaration/client-limits.ts'
import { declaredResourceType } from '../mapping/declaration/declared.ts'
import type { ConfiguredResource } from './config.ts'
import type { Finding } from './finding.ts'
import { nearest } from './nearest.ts'
import type { Settings } from './settings.ts'

export const mayFindings = (
  { clients }: Pick<Settings, 'clients'>,
  resources: readonly ConfiguredResource[],
): readonly Finding[] => {
  const types = new Map(
    resources.map(({ resourceType, declaration }) => [
      resourceType.name,
      { declaration, resourceType: declaredResourceType(declaration, resourceType) },
    ]),
  )
  return clients.flatMap((client, index) =>
    Object.entries(client.may ?? {}).flatMap(([name, limits]): readonly Finding[] => {
      const path = ['clients', index, 'may', name]
      const type = types.get(name)
      if (type === undefined) return [{ path, message: unknownType(name, [...types.keys()]), part: 'key' }]
      return clientLimitProblems(limits, client, type).map((problem) => ({
        path: [...path, ...problem.path],
        message: problem.message,
      }))
    }),
  )
}

const unknownType = (name: string, names: readonly string[]): string => {
  const meant = nearest(name, names)
  return `no resource type has this name; ${meant === undefined ? `expected one of ${names.join(', ')}` : `did you mean ${meant}?`}`
}
