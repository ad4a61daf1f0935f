/** placeOptions: where the entries of a resource type are, as options of its mapping. */
import type { MappingOverride } from '../mapping/presets/presets.ts'
import type { Places } from './places.ts'

/** New entries go to the first of several bases, which is the largest. */
export const placeOptions = ({ bases }: Places): Pick<MappingOverride, 'base' | 'bases'> => {
  const [first, ...others] = bases
  if (first !== undefined && others.length === 0) return { base: first.dn }
  return { bases: bases.map(({ dn }) => ({ base: dn })) }
}
