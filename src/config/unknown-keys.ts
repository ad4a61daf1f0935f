/** unknownKeys: keys that name no option. The schema library stops at the first of them and knows no neighbours. */
import { nearest } from './nearest.ts'
import { type Option, type SchemaNode, unwrap } from './option.ts'
import { type Path, printPath } from './problem.ts'

export interface Misplaced {
  readonly path: Path
  readonly message: string
}

/** `above`: the path of the value, where it is not the whole. */
export const unknownKeys = (
  schema: SchemaNode,
  value: unknown,
  { options, above = [] }: { readonly options: readonly Option[]; readonly above?: Path },
): readonly Misplaced[] => {
  const walk = (wrapped: SchemaNode, found: unknown, path: Path): readonly Misplaced[] => {
    const { node } = unwrap(wrapped)
    if (node.type === 'array' && Array.isArray(found) && node.item !== undefined) {
      const { item } = node
      return found.flatMap((each, index) => walk(item, each, [...path, index]))
    }
    if (typeof found !== 'object' || found === null) return []
    if (node.type === 'record') {
      return Object.entries(found).flatMap(([key, below]) => {
        if (isOfEveryObject(key)) return [nameless([...path, key])]
        return node.value === undefined ? [] : walk(node.value, below, [...path, key])
      })
    }
    if (node.type !== 'strict_object') return []
    // The library takes a list for an object without keys.
    if (Array.isArray(found)) return [{ path, message: `${printPath(path)}: expected options below it, found a list` }]
    const entries = node.entries ?? {}
    return Object.entries(found).flatMap(([key, below]) => {
      const child = Object.hasOwn(entries, key) ? entries[key] : undefined
      return child === undefined
        ? [misplaced([...path, key], Object.keys(entries))]
        : walk(child, below, [...path, key])
    })
  }

  const misplaced = (path: Path, siblings: readonly string[]): Misplaced => {
    const name = String(path.at(-1))
    const elsewhere = options.filter((option) => option.path.at(-1) === name).map((option) => printOption(option))
    const meant = nearest(name, siblings) ?? elsewhere[0]
    return meant === undefined ? nameless(path) : { path, message: `${nameless(path).message}; did you mean ${meant}?` }
  }
  return walk(schema, value, above)
}

const nameless = (path: Path): Misplaced => ({ path, message: `${printPath(path)}: no option has this name` })

const printOption = ({ path }: Option): string => path.join('.').replaceAll('.*', '[0]')

/** Names that the library skips without a word. */
const isOfEveryObject = (key: string): boolean => key === 'prototype' || key in Object.prototype
