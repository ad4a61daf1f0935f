/** inverse, inverseChange: what takes a change of one entry back. RFC 4511 §4.6, §4.9 */
import type { EntryChange, Modification } from './change.ts'
import { type Dn, parentOf, type Rdn, rdnOf } from './dn.ts'
import { type AttributeValues, type Entry, textsOf, valuesOf } from './entry.ts'

/** Last first. A type that was overwritten gets its old values; of the others, the very values of the change go or return. */
export const inverse = (modifications: readonly Modification[], before: AttributeValues): readonly Modification[] => {
  const overwrittenTypes = overwritten(modifications)
  const undone: Modification[] = []
  for (const { operation, type, values } of modifications) {
    if (overwrittenTypes.has(type.toLowerCase())) continue
    undone.unshift({ operation: operation === 'add' ? 'delete' : 'add', type, values })
  }
  for (const type of overwrittenTypes) undone.push({ operation: 'replace', type, values: valuesOf(before, type) })
  return undone
}

/** Types, in lower case, whose values the modifications do not name: an inverse needs them as they were. */
export const overwritten = (modifications: readonly Modification[]): ReadonlySet<string> =>
  new Set(
    modifications
      .filter(({ operation, values }) => operation === 'replace' || (operation === 'delete' && values.length === 0))
      .map(({ type }) => type.toLowerCase()),
  )

/** `before`: the entry as it was, with the types that the change touches. It gets its old name back, too. */
export const inverseChange = ({ newRdn, newSuperior, modifications }: EntryChange, before: Entry): EntryChange => {
  const undone = inverse(modifications, before.attributes)
  if (newRdn === undefined) return { modifications: undone }
  const replaced = overwritten(modifications)
  // The way back takes the new naming value away, which the entry may have had before as one of several.
  const kept = newRdn.filter(
    (assertion) => !replaced.has(assertion.type.toLowerCase()) && hasNaming(before.attributes, [assertion]),
  )
  const isOldName = ({ type, value }: Rdn[number]) =>
    rdnOf(before.dn).some((old) => isSameText(old.type, type) && isSameText(old.value, value))
  const returning = kept
    .filter((assertion) => !isOldName(assertion))
    .map(({ type, value }) => {
      const stored = textsOf(before.attributes, type).find((text) => isSameText(text, value))
      return { operation: 'add', type, values: [stored ?? value] } as const
    })
  return {
    newRdn: rdnOf(before.dn),
    ...(newSuperior !== undefined && { newSuperior: parentOf(before.dn) ?? ('' as Dn) }),
    modifications: [...returning, ...undone],
  }
}

/** Whether the values have these naming values among them. */
export const hasNaming = (attributes: AttributeValues, rdn: Rdn): boolean =>
  rdn.every(({ type, value }) => textsOf(attributes, type).some((text) => isSameText(text, value)))

const isSameText = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase()
