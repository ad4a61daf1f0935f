/** keptWith: what is made of two things that stay, made once and kept as long as both are there. */

/** `make` must be pure, and neither of the two may change. */
export const keptWith = <A extends object, B extends object, R>(make: (a: A, b: B) => R): ((a: A, b: B) => R) => {
  const kept = new WeakMap<A, WeakMap<B, { readonly made: R }>>()
  return (a, b) => {
    const ofA = kept.get(a) ?? new WeakMap<B, { readonly made: R }>()
    const found = ofA.get(b) ?? { made: make(a, b) }
    ofA.set(b, found)
    kept.set(a, ofA)
    return found.made
  }
}
