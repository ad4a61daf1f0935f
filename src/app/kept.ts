/** Kept: what a service leaves to the one that takes its place when the configuration is loaded again. */

/** What was made under the name before, of the same tenant; else what `make` makes now. Names are of the code alone. */
export type Kept = <Value>(name: string, make: () => Value) => Value

/** For one tenant, for as long as the process lives: also while the tenant is not configured. */
export const createKept = (): Kept => {
  const values = new Map<string, unknown>()
  return <Value>(name: string, make: () => Value): Value => {
    if (!values.has(name)) values.set(name, make())
    return values.get(name) as Value
  }
}
