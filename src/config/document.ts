/** Document: YAML text as plain values, and the line and column of each. */
import { isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, type Document as Yaml } from 'yaml'
import type { Path, Problem } from './problem.ts'

export interface Document {
  /** undefined where there are problems. */
  readonly value: unknown
  readonly problems: readonly Problem[]
  /** `name:line:column` of the value, or of the key that it belongs to; undefined: not in this document. */
  readonly where: (path: Path, part: 'key' | 'value') => string | undefined
}

/** Reads one document of at most a mebibyte. What the YAML package says of errors may quote a secret: only its code is used. */
export const readDocument = (text: string, name: string): Document => {
  if (text.length > longestText) return broken(`${name}:1:1`, 'the file is larger than a mebibyte')
  try {
    const { at, yaml } = parsed(text, name)
    const problems = [...yaml.errors, ...yaml.warnings].map(({ code, pos }) => ({
      where: at(pos[0]),
      message: sentences[code] ?? `this is not YAML (${code})`,
    }))
    if (problems.length > 0) return { value: undefined, problems, where: () => undefined }
    const value: unknown = yaml.toJS({ maxAliasCount: 100 }) ?? {}
    if (typeof value !== 'object' || Array.isArray(value)) return broken(at(0), 'expected options, such as directory:')
    return { value, problems, where: createWhere(yaml, at) }
  } catch {
    // A bomb of aliases, or lists in lists beyond the stack.
    return broken(`${name}:1:1`, 'the YAML has too many aliases, an alias without its anchor, or too many levels')
  }
}

/** Where the values of a JSON text are, and its keys that stand twice, which `JSON.parse` passes over: JSON is YAML. */
export const jsonPlaces = (text: string, name: string): Pick<Document, 'problems' | 'where'> => {
  const { at, yaml } = parsed(text, name)
  const problems = yaml.errors
    .filter(({ code }) => code === 'DUPLICATE_KEY')
    .map(({ code, pos }) => ({ where: at(pos[0]), message: sentences[code] as string }))
  return { problems, where: createWhere(yaml, at) }
}

const longestText = 1024 * 1024

const parsed = (text: string, name: string) => {
  const lines = new LineCounter()
  const at = (offset: number | undefined): string => {
    const { line, col } = lines.linePos(offset ?? 0)
    return `${name}:${Math.max(line, 1)}:${Math.max(col, 1)}`
  }
  return { at, yaml: parseDocument(text, { lineCounter: lines, prettyErrors: false }) }
}

const broken = (where: string, message: string): Document => ({
  value: undefined,
  problems: [{ where, message }],
  where: () => undefined,
})

const sentences: Readonly<Record<string, string>> = {
  BAD_ALIAS: 'this alias has no anchor before it (a text that begins with * needs quotes)',
  BAD_DQ_ESCAPE: 'this escape is not known inside double quotes (in single quotes a backslash is a backslash)',
  BAD_INDENT: 'the indentation fits no line above, or a bracket is not closed',
  BAD_SCALAR_START: 'a text that begins with this character needs quotes',
  BLOCK_AS_IMPLICIT_KEY: 'one line holds two keys (a text with ": " in it needs quotes)',
  DUPLICATE_KEY: 'this key is already in use in the same place',
  MISSING_CHAR: 'a bracket, quote, comma or colon is missing here',
  MULTILINE_IMPLICIT_KEY: 'a key must end with a colon on its own line',
  RESOURCE_EXHAUSTION: 'there are too many levels in one another',
  TAB_AS_INDENT: 'YAML is indented with blanks, not with tabs',
  TAG_RESOLVE_FAILED: 'this tag is not known here',
}

const createWhere =
  (yaml: Yaml, at: (offset: number | undefined) => string): Document['where'] =>
  (path, part) => {
    let node: unknown = yaml.contents
    let offset = isNode(node) ? node.range?.[0] : undefined
    for (const [index, step] of path.entries()) {
      const found = childOf(isAlias(node) ? node.resolve(yaml) : node, step)
      if (found === undefined) return undefined
      const wanted = part === 'key' && index === path.length - 1 ? found.key : (found.value ?? found.key)
      offset = isNode(wanted) ? wanted.range?.[0] : offset
      node = found.value
    }
    return at(offset)
  }

const childOf = (node: unknown, step: string | number): { key: unknown; value: unknown } | undefined => {
  if (isSeq(node)) {
    const value = typeof step === 'number' ? node.items[step] : undefined
    return value === undefined ? undefined : { key: value, value }
  }
  if (!isMap(node)) return undefined
  const pair = node.items.find(({ key }) => (isScalar(key) ? String(key.value) : undefined) === step)
  return pair && { key: pair.key, value: pair.value }
}

const isNode = (candidate: unknown): candidate is Node =>
  typeof candidate === 'object' && candidate !== null && 'range' in candidate
