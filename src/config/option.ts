/** Option: one thing that can be configured, found by walking the schema, so that nothing else has to list them. */

export interface Option {
  /** `*` stands for the index in a list. */
  readonly path: readonly string[]
  /** list: of texts. record: names chosen by the operator, in YAML only. */
  readonly kind: 'text' | 'number' | 'boolean' | 'list' | 'record'
  /** undefined: none. */
  readonly preset: unknown
}

/** What a walk needs to see of a valibot schema. */
export interface SchemaNode {
  readonly type: string
  readonly entries?: Readonly<Record<string, SchemaNode>>
  readonly wrapped?: SchemaNode
  readonly item?: SchemaNode
  /** Of a record: what each name stands for. */
  readonly value?: SchemaNode
  readonly default?: unknown
}

export const optionsOf = (schema: SchemaNode, path: readonly string[] = []): readonly Option[] => {
  const { node, preset } = unwrap(schema)
  const below = childrenOf(node)
  if (below !== undefined) return below.flatMap(([step, child]) => optionsOf(child, [...path, step]))
  return [{ path, kind: kindOf(node), preset }]
}

/** The schema behind `optional`, and its default. */
export const unwrap = (schema: SchemaNode): { readonly node: SchemaNode; readonly preset: unknown } => {
  let node = schema
  let preset: unknown
  while (node.wrapped !== undefined) {
    preset ??= node.default
    node = node.wrapped
  }
  return { node, preset }
}

const childrenOf = (node: SchemaNode): readonly (readonly [string, SchemaNode])[] | undefined => {
  if (node.type === 'strict_object') return Object.entries(node.entries ?? {})
  if (node.type === 'array' && node.item?.entries !== undefined) return [['*', node.item]]
  return undefined
}

const kinds: Readonly<Record<string, Option['kind']>> = {
  string: 'text',
  picklist: 'text',
  number: 'number',
  boolean: 'boolean',
  array: 'list',
  // One name or a list of them: a list does for both.
  union: 'list',
  record: 'record',
}

const kindOf = ({ type }: SchemaNode): Option['kind'] => {
  const kind = kinds[type]
  if (kind === undefined) throw new Error(`no option can be made of a schema of type ${type}`)
  return kind
}
