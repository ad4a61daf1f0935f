/** KindPreset: what a kind of groups or of users differs in from that of the preset around it. */
import type { MappingDeclaration } from '../declaration/declaration.ts'

export type KindPreset = Partial<Omit<MappingDeclaration, 'base'>> & Pick<MappingDeclaration, 'attributes'>
