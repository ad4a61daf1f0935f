/** diff: the fewest modifications that turn one set of attribute values into another. RFC 4511 §4.6 */
import type { Modification } from './change.ts'
import type { AttributeValue, AttributeValues } from './entry.ts'
import { normaliseValue } from './matching.ts'

/**
 * What to send so that `before` becomes `after`, in the order of the type names.
 *
 * Types with an EQUALITY rule change value by value, the old ones deleted as they are spelled in `before`: values that
 * others put beside them survive, and a lost race fails with noSuchAttribute or attributeOrValueExists. A value that
 * only changes its spelling is deleted and added. Types without a rule are replaced as a whole, since the directory
 * cannot tell their values apart. The cost is linear in the number of values.
 */
export function diff(
  before: AttributeValues,
  after: AttributeValues,
  equalityOf: (type: string) => string | undefined,
): readonly Modification[] {
  const types = [...new Set([...before.keys(), ...after.keys()])].sort()
  return types.flatMap((type) => {
    const old = before.get(type) ?? []
    const wanted = after.get(type) ?? []
    const equality = equalityOf(type)
    return equality === undefined ? replaceValues(type, old, wanted) : changeValues({ type, equality, old, wanted })
  })
}

interface Values {
  readonly type: string
  readonly equality: string
  readonly old: readonly AttributeValue[]
  readonly wanted: readonly AttributeValue[]
}

function changeValues({ type, equality, old, wanted }: Values): readonly Modification[] {
  const stored = new Map(old.map((value) => [normaliseValue(equality, value), value]))
  const kept = new Map<string, AttributeValue>()
  for (const value of wanted) {
    const key = normaliseValue(equality, value)
    if (!kept.has(key) || sameBytes(stored.get(key), value)) kept.set(key, value)
  }
  const deleted = [...stored].filter(([key, value]) => !sameBytes(kept.get(key), value))
  const added = [...kept].filter(([key, value]) => !sameBytes(stored.get(key), value))
  return [...modification('delete', type, deleted), ...modification('add', type, added)]
}

const modification = (
  operation: 'add' | 'delete',
  type: string,
  values: readonly (readonly [key: string, value: AttributeValue])[],
): readonly Modification[] =>
  values.length === 0 ? [] : [{ operation, type, values: values.map(([, value]) => value) }]

function replaceValues(
  type: string,
  old: readonly AttributeValue[],
  wanted: readonly AttributeValue[],
): readonly Modification[] {
  const stored = new Set(old.map(bytesOf))
  const kept = new Set(wanted.map(bytesOf))
  const same = stored.size === kept.size && [...stored].every((bytes) => kept.has(bytes))
  return same ? [] : [{ operation: 'replace', type, values: wanted }]
}

const bytesOf = (value: AttributeValue): string => normaliseValue(undefined, value)

const sameBytes = (a: AttributeValue | undefined, b: AttributeValue): boolean =>
  a === b || (a !== undefined && bytesOf(a) === bytesOf(b))
