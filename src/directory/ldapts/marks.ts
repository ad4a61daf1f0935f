/** Marks: how far a server of several has come, by the contextCSN of its databases. */

/** By database and server that wrote: the CSN of its last write that has come. CSNs of one server compare as texts. */
export type Marks = ReadonlyMap<string, string>

/** Whether whoever is `there` has all that the other one has. */
export const hasAll = (there: Marks, other: Marks): boolean =>
  [...other].every(([key, csn]) => (there.get(key) ?? '') >= csn)
