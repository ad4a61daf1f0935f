/** GroupPreset: what another kind of group differs in from the one of the preset around it, which is groupOfNames. */
import type { MappingDeclaration } from '../declaration.ts'

export type GroupPreset = Partial<Omit<MappingDeclaration, 'base'>> & Pick<MappingDeclaration, 'attributes'>
