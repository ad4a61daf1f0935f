/** Symbols: what the table of PATCH cases calls `u1` or `Crew`, and what it is called in the directory of the run. */

export type Symbols = ReadonlyMap<string, string>

/**
 * The same JSON of the directory's own names: ids wherever they stand as a word (`members[value eq "u1"]`, `/Users/u1`),
 * everything else only as a whole string, and references below the gateway's URL.
 */
export const translate = <T>(json: T, symbols: Symbols, url: string): T => {
  const ids = new RegExp(`\\b(${idSymbols.join('|')})\\b`, 'g')
  const text = (written: string) =>
    (symbols.get(written) ?? written.replace(ids, (id) => symbols.get(id) ?? id)).replace(
      /^\/(?=(Users|Groups)\/)/,
      `${url}/`,
    )
  const translated = (value: unknown): unknown => {
    if (typeof value === 'string') return text(value)
    if (Array.isArray(value)) return value.map(translated)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, translated(part)]))
  }
  return translated(json) as T
}

/** Longer ones first. Those that no symbol is known for are ids of nobody. */
const idSymbols = ['ada-1', 'eve-1', 'crew-1', 'CREW-1', 'solo-1', 'u1', 'U1', 'u2', 'u3', 'm1', 'm2', 'g1', 'g2']

/** Each resource has names of its own: they must be unique. */
export const namesOf = (number: number): Symbols =>
  new Map(
    ['ada', 'eve', 'Crew', 'Solo', 'Team'].map((name) => [name, `${name} ${number}`.replace(/^([a-z]+) /, '$1-')]),
  )

/** Times of the table: when the resource was made, in UTC and in another zone. */
export const timesOf = (created: string): Symbols => {
  const shifted = new Date(Date.parse(created) + 3_600_000).toISOString().replace(/(\.\d+)?Z$/, '+01:00')
  return new Map([
    ['2020-01-01T00:00:00Z', created],
    ['2020-01-01T01:00:00+01:00', shifted],
  ])
}
