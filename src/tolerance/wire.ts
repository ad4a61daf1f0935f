/** Wire: how strictly a client's requests are read, and the tolerances that can be switched by name. docs/tolerances.md */

/** rfc: the letter. tolerant: what clients send that leaves no doubt. interop: draft-zollner-scim-interop-profile. */
export const wires = ['tolerant', 'rfc', 'interop'] as const
export type Wire = (typeof wires)[number]

export interface DialectOptions {
  readonly wire: Wire
  /** Whatever shall differ from the wire. */
  readonly tolerances?: Readonly<Partial<Record<ToleranceName, boolean | undefined>>>
}

/** In the order of their numbers. */
export const toleranceNames = [
  'booleanText',
  'keysAsPaths',
  'removeByValue',
  'oneForList',
  'referenceForms',
  'unquotedLiteral',
  'elementTest',
  'unqualifiedNames',
  'unknownSchemas',
  'emptyText',
  'unknownAttributes',
  'unmappedPaths',
  'createUnmatched',
  'inferredSchemas',
  'coreUnderUrn',
  'encodedBlanks',
] as const

export type ToleranceName = (typeof toleranceNames)[number]

/** Against a SHALL of the RFC, or hiding an error of its: on only where asked for by name. `profile: provisioning` does. */
export const askedForOnly: ReadonlySet<ToleranceName> = new Set(['unmappedPaths', 'createUnmatched'])

/** Those that are on. */
export const tolerancesOf = ({ wire, tolerances: chosen = {} }: DialectOptions): ReadonlySet<ToleranceName> =>
  new Set(toleranceNames.filter((name) => chosen[name] ?? (wire === 'tolerant' && !askedForOnly.has(name))))
