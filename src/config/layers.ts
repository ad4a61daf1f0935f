/** Layers: file, overlay and environment laid over each other, the last word winning, and where each value is from. */
import type { Document } from './document.ts'
import { printVariable, type Variable } from './environment.ts'
import type { Path } from './problem.ts'

export interface Layers {
  readonly value: unknown
  /** Where the option is written, or the place that it is missing from. */
  readonly where: (path: Path, part?: 'key' | 'value') => string
}

/** Lists and rows of a mapping are replaced as a whole; `null` takes an option back, except in `attributes` and `createAttributes`. */
export const layer = (documents: readonly Document[], variables: readonly Variable[]): Layers => {
  const written = documents.reduce<unknown>((below, { value }) => merge(below, value, []), {})
  return {
    value: withoutNulls(merge(written, treeOf(variables), []), []),
    where: createWhere(documents, variables),
  }
}

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** Items of a list by index, as only the environment gives them. */
type Indexed = ReadonlyMap<string, unknown>

const merge = (below: unknown, above: unknown, path: Path): unknown => {
  if (above === undefined) return below
  if (above instanceof Map) return mergeIndexed(below, above, path)
  if (!isTree(above)) return above
  const kept = isTree(below) && !isRow(path) ? withoutRivals(below, above, path) : {}
  const names = new Set([...Object.keys(kept), ...Object.keys(above)])
  return Object.fromEntries([...names].map((name) => [name, merge(own(kept, name), own(above, name), [...path, name])]))
}

const mergeIndexed = (below: unknown, above: Indexed, path: Path): unknown => {
  const list: unknown[] = Array.isArray(below) ? [...below] : []
  for (const [index, item] of above) list[Number(index)] = merge(list[Number(index)], item, path)
  return Array.from(list)
}

const own = (tree: Tree, name: string): unknown => (Object.hasOwn(tree, name) ? tree[name] : undefined)

/** A row of `users.attributes`, `users.createAttributes` or `resources.Device.attributes`: half of one rule and half of another make no rule. */
const isRow = (path: Path): boolean => {
  const [section, ...below] = path[0] === 'resources' ? path.slice(1) : path
  return section !== undefined && below.length === 2 && (below[0] === 'attributes' || below[0] === 'createAttributes')
}

/** Whoever names a password in a later layer means that one, whether it stands there or in a file. */
const withoutRivals = (below: Tree, above: Tree, path: Path): Tree => {
  if (path.length !== 1 || path[0] !== 'directory') return below
  if (!Object.hasOwn(above, 'password') && !Object.hasOwn(above, 'passwordFile')) return below
  return Object.fromEntries(Object.entries(below).filter(([name]) => name !== 'password' && name !== 'passwordFile'))
}

/** A key without a value, its children commented out, is as if it were not there. */
const withoutNulls = (value: unknown, path: Path): unknown => {
  if (Array.isArray(value)) return value.map((item, index) => withoutNulls(item, [...path, index]))
  if (!isTree(value)) return value
  const kept = Object.entries(value).filter(([name, item]) => item !== null || isRow([...path, name]))
  return Object.fromEntries(kept.map(([name, item]) => [name, withoutNulls(item, [...path, name])]))
}

const treeOf = (variables: readonly Variable[]): unknown => {
  const grow = (own: readonly Variable[], depth: number): unknown => {
    const [first] = own
    if (first === undefined || first.path.length === depth) return first?.value
    const groups = Map.groupBy(own, ({ path }) => path[depth]!)
    const steps = [...groups].map(([step, members]) => [String(step), grow(members, depth + 1)] as const)
    return typeof first.path[depth] === 'number' ? new Map(steps) : Object.fromEntries(steps)
  }
  return grow(variables, 0)
}

const createWhere =
  (documents: readonly Document[], variables: readonly Variable[]): Layers['where'] =>
  (path, part = 'value') => {
    const named = variables.find((candidate) => isPrefix(candidate.path, path))
    if (named !== undefined) return printVariable(named.name)
    for (let length = path.length; length >= 0; length--) {
      for (const document of documents.toReversed()) {
        const where = document.where(path.slice(0, length), length === path.length ? part : 'key')
        if (where !== undefined) return where
      }
      const below = length > 0 && variables.find((candidate) => isPrefix(path.slice(0, length), candidate.path))
      if (below) return printVariable(below.name)
    }
    return 'configuration'
  }

const isPrefix = (prefix: Path, path: Path): boolean => prefix.every((step, index) => path[index] === step)
