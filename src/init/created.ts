/** createdLike: what new entries should get of an attribute type that no row fills, as the entries that are there have it. */
import { type Entry, textOf, textsOf } from '../ldap/entry.ts'

const nearlyAll = 0.9

/**
 * The value that nearly all have, or a text with their login name in it, as createAttributes writes it: `/home/{userName}`.
 * undefined: each has a value of its own.
 */
export const createdLike = (type: string, sample: readonly Entry[], userName: string): string | undefined => {
  const shapes = new Map<string, number>()
  let having = 0
  for (const { attributes } of sample) {
    // Braces would be those of a template.
    const values = textsOf(attributes, type).filter((value) => !/[{}]/.test(value))
    const login = textOf(attributes, userName)
    if (values.length === 0 || login === undefined) continue
    having++
    for (const shape of new Set(values.flatMap((value) => [value, shapeOf(value, login)])))
      shapes.set(shape, (shapes.get(shape) ?? 0) + 1)
  }
  const [best] = [...shapes].toSorted(([a, often], [b, oftener]) => oftener - often || rank(b) - rank(a))
  return having > 0 && best !== undefined && best[1] >= having * nearlyAll ? best[0] : undefined
}

/** The last time that the login name is in it: a home is below others' names. */
const shapeOf = (value: string, login: string): string => {
  const at = value.toLowerCase().lastIndexOf(login.toLowerCase())
  return at < 0 ? value : `${value.slice(0, at)}{userName}${value.slice(at + login.length)}`
}

/** Where a value and a template fit as many, the template is what is meant. */
const rank = (shape: string): number => (shape.includes('{userName}') ? 1 : 0)
