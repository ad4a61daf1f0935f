/** placeOptions: where the entries of a resource type are, as options of its mapping. */
import type { MappingOverride } from '../mapping/presets/presets.ts'
import type { Places } from './places.ts'

export const placeOptions = ({ bases }: Places): Pick<MappingOverride, 'base'> => {
  const [first] = bases
  return { base: first?.dn ?? '' }
}
