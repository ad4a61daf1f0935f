/** Coverage: which branches of source files were gone, counted by V8 while the inputs ran. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { type Profiler, Session } from 'node:inspector/promises'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseAst } from 'vitest/node'

export interface Coverage {
  readonly total: number
  readonly reached: number
  /** `src/ldap/dn.ts:40 then`, for those that were not. */
  readonly missed: readonly string[]
}

export interface Counter {
  /** Of the files since the last call; what lies below a folder belongs to it. */
  take(files: readonly string[]): Promise<Coverage>
}

const root = resolve(import.meta.dirname, '../..')

/** Before the files are loaded: V8 counts blocks only in code that it has compiled since. */
export const startCounter = async (): Promise<Counter> => {
  const session = new Session()
  session.connect()
  await session.post('Profiler.enable')
  await session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  return {
    take: async (files) => {
      const { result } = await session.post('Profiler.takePreciseCoverage')
      const all = files.flatMap(filesIn).map((file) => coverageOf(file, result))
      return {
        total: all.reduce((sum, { total }) => sum + total, 0),
        reached: all.reduce((sum, { reached }) => sum + reached, 0),
        missed: all.flatMap(({ missed }) => missed),
      }
    },
  }
}

const filesIn = (path: string): readonly string[] => {
  if (!statSync(join(root, path)).isDirectory()) return [path]
  return readdirSync(join(root, path)).flatMap((name) => filesIn(`${path}/${name}`))
}

type Scripts = readonly Profiler.ScriptCoverage[]

const coverageOf = (file: string, scripts: Scripts): Coverage => {
  const path = join(root, file)
  const source = readFileSync(path, 'utf8')
  const script = scripts.find(({ url }) => url === pathToFileURL(path).href)
  const ranges = (script?.functions ?? []).flatMap((each) => each.ranges)
  const smallestFirst = ranges.toSorted((a, b) => a.endOffset - a.startOffset - (b.endOffset - b.startOffset))
  const countAt = ({ start, end, isFunction }: Node): number =>
    smallestFirst.find(
      (range) =>
        (isFunction ? range.startOffset < start : range.startOffset <= start) &&
        range.endOffset >= Math.min(end, start + 1),
    )?.count ?? 0
  const branches = branchesIn(parseAst(source, { lang: 'ts' }) as unknown as Tree, source)
  const missed = branches.filter((branch) => !isReached(branch, countAt))
  return {
    total: branches.length,
    reached: branches.length - missed.length,
    missed: missed.map(({ kind, node }) => `${file}:${source.slice(0, node.start).split('\n').length} ${kind}`),
  }
}

interface Node {
  readonly start: number
  readonly end: number
  readonly isFunction: boolean
}

/** `around`: of an if without else; its other way was gone when the condition was met more often than the block ran. */
interface Branch {
  readonly kind: 'then' | 'else' | 'right side' | 'case' | 'catch'
  readonly node: Node
  readonly around?: Node
}

const isReached = ({ node, around }: Branch, countAt: (node: Node) => number): boolean =>
  around === undefined ? countAt(node) > 0 : countAt(around) > countAt(node)

interface Tree {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

/** Both ways of each `if` and `?:`, each case, the right side of each `&&`, `||` and `??`, each `catch`. */
const branchesIn = (tree: Tree, source: string): readonly Branch[] => {
  const below = Object.values(tree).flatMap((value) =>
    [value].flat().flatMap((each) => (isTree(each) ? branchesIn(each, source) : [])),
  )
  return [...branchesAt(tree, source), ...below]
}

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

const nodeOf = (value: unknown): Node => {
  const { start, end, type } = value as Tree
  return { start, end, isFunction: /Function/.test(type) }
}

const branchesAt = (tree: Tree, source: string): readonly Branch[] => {
  switch (tree.type) {
    case 'IfStatement':
    case 'ConditionalExpression': {
      const [node, other] = [nodeOf(tree.consequent), tree.alternate]
      const otherwise: Branch =
        other == null ? { kind: 'else', node, around: nodeOf(tree) } : { kind: 'else', node: nodeOf(other) }
      return [{ kind: 'then', node }, otherwise]
    }
    case 'LogicalExpression':
      return [{ kind: 'right side', node: nodeOf(tree.right) }]
    case 'SwitchCase': {
      // `default: return unreachable(x)` is there for the compiler; cases that fall through have no code.
      const [first] = tree.consequent as readonly Tree[]
      const isForCompiler =
        first === undefined || /^(?:return )?unreachable\(/.test(source.slice(first.start, first.end))
      return isForCompiler ? [] : [{ kind: 'case', node: nodeOf(first) }]
    }
    case 'CatchClause':
      return [{ kind: 'catch', node: nodeOf(tree.body) }]
    default:
      return []
  }
}
