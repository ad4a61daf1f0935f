/** Suggested: the part of a suggestion that is about one resource type, and what is known while it is made. */
import type { Capabilities } from '../directory/directory.ts'
import type { Subschema } from '../directory/subschema.ts'
import type { PresetName } from '../mapping/presets/presets.ts'
import type { Counter } from './numbers.ts'
import type { Overview } from './overview.ts'
import type { Proposal } from './proposal.ts'

export interface Suggested {
  readonly proposal: Proposal
  /** What was seen and decided, one sentence each. */
  readonly notes: readonly string[]
  /** What a person must decide. */
  readonly questions: readonly string[]
}

/** What the parts of a suggestion share. */
export interface Seeing {
  readonly overview: Overview
  readonly subschema: Subschema
  readonly capabilities: Capabilities
  readonly preset: PresetName
  /** Entries that may count numbers. */
  readonly counters: readonly Counter[]
}

/** There is nobody to be mapped, or nothing that a mapping could be made of. */
export class NothingToMap extends Error {}
