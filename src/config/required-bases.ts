/** missingBases: resource types that are mapped without a word of where their entries are. */
import type { Finding } from './finding.ts'

/** Of the options as written, so that it is told together with everything else that is missing in them. */
export const missingBases = (options: unknown): readonly Finding[] => {
  if (!isRecord(options)) return []
  const mapped: readonly (readonly [readonly string[], unknown])[] = [
    ...(['users', 'groups'] as const).map((name) => [[name], options[name]] as const),
    ...Object.entries(isRecord(options.resources) ? options.resources : {}).map(
      ([name, mapping]) => [['resources', name], mapping] as const,
    ),
  ]
  return mapped
    .filter(([, mapping]) => isRecord(mapping) && mapping.base === undefined && mapping.bases === undefined)
    .map(([path]) => ({ path: [...path, 'base'], message: 'is required' }))
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
