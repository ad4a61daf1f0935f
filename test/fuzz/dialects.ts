/** dialectOptions: every way in which a client's requests are read. docs/tolerances.md */
import { createDialect } from '../../src/tolerance/dialect.ts'
import { type DialectOptions, toleranceNames } from '../../src/tolerance/wire.ts'

export const dialectOptions: readonly DialectOptions[] = [
  ...[
    { wire: 'tolerant' as const },
    { wire: 'tolerant' as const },
    { wire: 'rfc' as const },
    { wire: 'interop' as const },
  ],
  { wire: 'tolerant', tolerances: { createUnmatched: true, unmappedPaths: true } },
  { wire: 'tolerant', tolerances: { booleanText: false, oneForList: false } },
  ...toleranceNames.map((name) => ({ wire: 'rfc' as const, tolerances: { [name]: true } })),
]

export const dialects = dialectOptions.map((options) => createDialect(options))
