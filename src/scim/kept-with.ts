/** kept, keptWith: what is made of one thing or of two that stay, made once and kept as long as they are there. */

/** `make` must be pure, and what it is given may not change. */
export const kept = <A extends object, R>(make: (a: A) => R): ((a: A) => R) => {
  const made = new WeakMap<A, { readonly made: R }>()
  return (a) => {
    const found = made.get(a)
    if (found !== undefined) return found.made
    const fresh = { made: make(a) }
    made.set(a, fresh)
    return fresh.made
  }
}

/** The same of two things. */
export const keptWith = <A extends object, B extends object, R>(make: (a: A, b: B) => R): ((a: A, b: B) => R) => {
  const keptOf = kept((a: A) => kept((b: B) => make(a, b)))
  return (a, b) => keptOf(a)(b)
}
