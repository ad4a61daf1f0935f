/** CEL: expressions of an operator's, checked at start and bounded in what they can cost. github.com/google/cel-spec */
import { type ASTNode, TypeError as CelTypeError, Environment, ParseError } from '@marcbachmann/cel-js'
import type { RuleDeclaration } from '../declaration/declaration.ts'

export interface Expression {
  /** What it gives, as CEL names types; `dyn` where only the evaluation knows. */
  readonly type: string
  /** undefined where it fails, as `entry.sn[0]` does without an sn, or gives null. */
  evaluate(variables: Readonly<Record<string, unknown>>): unknown
}

/** A variable by its CEL type, or `entry` by the types of its fields. */
export type Variables = Readonly<Record<string, string | Readonly<Record<string, string>>>>

/** A text instead: what is wrong with it. */
export const compileExpressionText = (text: string, variables: Variables): Expression | string => {
  const environment = new Environment({ unlistedVariablesAreDyn: false, limits })
  for (const [name, type] of Object.entries(variables)) {
    if (typeof type === 'string') environment.registerVariable(name, type)
    else environment.registerVariable({ name, schema: { ...type } })
  }
  return told(() => {
    const parsed = environment.parse(text)
    const checked = parsed.check()
    if (!checked.valid) return messageOf(checked.error)
    const evaluate = (values: Readonly<Record<string, unknown>>): unknown => {
      try {
        return parsed({ ...values }) ?? undefined
      } catch {
        // Whatever an expression fails by (no such value, a time zone that is none) is its answer: nothing.
        return undefined
      }
    }
    return costMisfit(parsed.ast) ?? { type: String(checked.type), evaluate }
  })
}

/** The attribute types that an expression reads of `entry`, as it spells them; or what is wrong with it. */
export const entryTypesIn = (text: string): readonly string[] | string =>
  told(() => {
    const types: string[] = []
    const { ast } = new Environment({ unlistedVariablesAreDyn: true, limits }).parse(text)
    const problem = collect(ast, types)
    return problem ?? [...new Set(types)]
  })

/** All attribute types that a row with an expression names. */
export const typesInExpression = ({ expression, write = {} }: ExpressionRow): readonly string[] => {
  const types = entryTypesIn(expression)
  return [...(typeof types === 'string' ? [] : types), ...Object.keys(write)]
}

type ExpressionRow = Extract<RuleDeclaration, { expression: unknown }>

const limits = { maxAstNodes: 500, maxDepth: 50, maxListElements: 100, maxMapEntries: 100, maxCallArguments: 8 }

const told = <Result>(compile: () => Result): Result | string => {
  try {
    return compile()
  } catch (error) {
    if (error instanceof ParseError || error instanceof CelTypeError) return messageOf(error)
    throw error
  }
}

/** Without the excerpt that the library prints below it. */
const messageOf = (error: Error | undefined): string => (error?.message ?? 'is no expression').split('\n', 1)[0] ?? ''

/** Fields of `entry` are attribute types, and nothing else may be done with it: what is read must be known beforehand. */
const collect = (node: unknown, types: string[]): string | undefined => {
  if (Array.isArray(node)) return firstOf(node, (each) => collect(each, types))
  if (!isNode(node)) return undefined
  const [of, name] = Array.isArray(node.args) ? (node.args as readonly unknown[]) : []
  if ((node.op === '.' || node.op === '[]') && isEntry(of)) {
    const type = node.op === '.' ? name : isNode(name) && name.op === 'value' ? name.args : undefined
    if (typeof type !== 'string') return 'entry takes the name of an attribute type: entry.sn or entry["sn;lang-de"]'
    types.push(type)
    return undefined
  }
  return isEntry(node)
    ? 'entry has attribute types, and is no value: expected entry.sn or the like'
    : collect(node.args, types)
}

/**
 * What costs more than in proportion to what it reads: regular expressions of JavaScript's, names for texts that double,
 * lists in lists, and whatever a list repeats for each of its values.
 */
const costMisfit = (node: unknown, variable?: string): string | undefined => {
  if (Array.isArray(node)) return firstOf(node, (each) => costMisfit(each, variable))
  if (!isNode(node)) return undefined
  if (node.op === 'id' && variable !== undefined && node.args !== variable) {
    return `${String(node.args)} inside of a list's ${variable}: what it costs has no bound`
  }
  const [name, receiver, inside] = node.op === 'rcall' ? (node.args as readonly unknown[]) : []
  const called = node.op === 'call' ? (node.args as readonly unknown[])[0] : name
  if (called === 'matches' || called === 'bind') return `${called} is not offered: what it costs has no bound`
  if (called === 'join' && !isFixed(inside)) return 'join takes a fixed text: what another costs has no bound'
  if (typeof name !== 'string' || !loops.has(name)) return costMisfit(node.args, variable)
  if (variable !== undefined) return `${name} inside of another list's: what it costs has no bound`
  const [own] = inside as readonly unknown[]
  return costMisfit(receiver) ?? costMisfit(inside, isNode(own) ? String(own.args) : '')
}

const isFixed = (given: unknown): boolean =>
  Array.isArray(given) && given.every((node) => isNode(node) && node.op === 'value')

const loops: ReadonlySet<string> = new Set(['all', 'exists', 'exists_one', 'map', 'filter'])

const firstOf = (nodes: readonly unknown[], problemOf: (node: unknown) => string | undefined): string | undefined => {
  for (const node of nodes) {
    const problem = problemOf(node)
    if (problem !== undefined) return problem
  }
  return undefined
}

const isNode = (node: unknown): node is Pick<ASTNode, 'op'> & { readonly args: unknown } =>
  typeof node === 'object' && node !== null && 'op' in node && 'args' in node

const isEntry = (node: unknown): boolean => isNode(node) && node.op === 'id' && node.args === 'entry'
