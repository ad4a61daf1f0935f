/**
 * runPage: the commands of a Markdown page, run as they stand, and what the page says they print, compared.
 * `sh` blocks run one after the other in one bash; a `json` block is the output of the `sh` block before it.
 */
import { isDeepStrictEqual } from 'node:util'
import { run } from './run.ts'

export interface Block {
  readonly language: string
  readonly text: string
  /** Of its first line, from 1. */
  readonly line: number
}

export const blocksOf = (markdown: string): readonly Block[] => {
  const blocks: Block[] = []
  for (const match of markdown.matchAll(/^```(\w+)\n(.*?)^```$/gms)) {
    const line = markdown.slice(0, match.index).split('\n').length + 1
    blocks.push({ language: match[1] as string, text: match[2] as string, line })
  }
  return blocks
}

export interface PageRun {
  readonly markdown: string
  /** What stands on the page for what is only known now: the base URL, the token. */
  readonly replacements: readonly (readonly [string, string])[]
  readonly env: NodeJS.ProcessEnv
}

/** The number of `sh` blocks run, and a sentence for each thing that is not as the page says. */
export const runPage = async (page: PageRun): Promise<{ commands: number; problems: readonly string[] }> => {
  const markdown = page.replacements.reduce((text, [from, to]) => text.replaceAll(from, to), page.markdown)
  const blocks = blocksOf(markdown)
  const commands = blocks.filter(({ language }) => language === 'sh')
  const marker = `--- end of block ${process.pid}`
  const script = commands.map(({ text }) => `${text}\necho '${marker}'\n`).join('')
  const { code, stdout, stderr } = await run('bash', ['--norc', '-euo', 'pipefail', '-c', script], { env: page.env })

  const outputs = stdout.split(`${marker}\n`)
  const last = commands[Math.min(outputs.length, commands.length) - 1]
  const problems = code === 0 ? [] : [`line ${last?.line}: the command failed: ${`${outputs.at(-1)}${stderr}`.trim()}`]
  for (const [index, { language, text, line }] of blocks.entries()) {
    if (language !== 'json') continue
    const command = commands.findLastIndex((each) => blocks.indexOf(each) < index)
    if (command >= outputs.length - 1) continue
    problems.push(...difference(text, outputs[command] as string).map((problem) => `line ${line}: ${problem}`))
  }
  return { commands: commands.length, problems }
}

const difference = (expected: string, printed: string): readonly string[] => {
  const actual = parsed(printed)
  if (actual !== undefined && isDeepStrictEqual(open(parsed(expected), actual), actual)) return []
  return [`the page says\n${expected}and the command printed\n${printed}`]
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The page's value, with what is there in place of each `…`. */
const open = (expected: unknown, actual: unknown): unknown => {
  if (expected === '…') return actual
  if (Array.isArray(expected)) {
    return expected.map((element, index) => open(element, Array.isArray(actual) ? actual[index] : undefined))
  }
  if (typeof expected !== 'object' || expected === null) return expected
  const values = (typeof actual === 'object' ? actual : null) as Readonly<Record<string, unknown>> | null
  return Object.fromEntries(Object.entries(expected).map(([name, value]) => [name, open(value, values?.[name])]))
}
