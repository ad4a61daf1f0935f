/** `scimdap audit verify`: whether audit files are as they were written. docs/audit.md */
import { errorCode } from '../config/error-code.ts'
import { firstLine } from '../config/first-line.ts'
import { beginning, type ChainKey, type Link, linkIn, verify } from '../observe/audit-chain.ts'
import type { CliCommand, World } from './command.ts'

interface Options {
  readonly keyFile?: string
}

export const audit: CliCommand = (program, world, run) => {
  program
    .command('audit')
    .description('the trail of changes')
    .command('verify')
    .description('say whether a line was changed, taken away or put in')
    .argument('<files...>', 'audit files, the oldest first')
    .option('-k, --key-file <file>', 'the file of audit.keyFile')
    .action((files: readonly string[], { keyFile }: Options) =>
      run(() => {
        const key = keyFile === undefined ? undefined : new TextEncoder().encode(firstLine(read(world, keyFile)))
        const lines = files.flatMap((file) => linesOf(file, read(world, file)))
        const { findings, first, last } = examine(lines, key)
        for (const { where, what } of findings) world.complain(`${where}: ${what}\n`)
        if (first === undefined) return nothingFound(world)
        world.print(
          `${findings.length === 0 ? 'Whole' : 'Not whole'}: lines ${first} to ${last.number}; the last seal is ${last.seal}\n`,
        )
        return findings.length === 0 ? 0 : 1
      }),
    )
}

interface Line {
  readonly where: string
  readonly text: string
}

interface Finding {
  readonly where: string
  readonly what: string
}

interface Examined {
  readonly findings: readonly Finding[]
  /** Number of the first line; undefined: there is none. */
  readonly first: number | undefined
  readonly last: Link
}

/** Where older files are gone, the chain begins with what is there. A line that a crash cut off says nothing by itself. */
const examine = (lines: readonly Line[], key: ChainKey): Examined => {
  const findings: Finding[] = []
  let first: number | undefined
  let last: Link = beginning
  for (const [index, { where, text }] of lines.entries()) {
    const verdict = verify(text, last, key)
    if (verdict.kind === 'broken' && isCutOff(text, lines[index + 1], last)) continue
    if (verdict.kind === 'broken') findings.push({ where, what: verdict.reason })
    if (verdict.kind === 'gap' && first !== undefined) {
      findings.push({ where, what: `line ${verdict.link.number} follows line ${last.number}` })
    }
    const link = verdict.kind === 'broken' ? linkIn(text) : verdict.link
    first ??= link?.number
    last = link ?? last
  }
  return { findings, first, last }
}

/** Whatever it was, the chain goes on without it. */
const isCutOff = (text: string, next: Line | undefined, last: Link): boolean =>
  linkIn(text) === undefined && (next === undefined || linkIn(next.text)?.number === last.number + 1)

const linesOf = (file: string, content: string): readonly Line[] =>
  content
    .split('\n')
    .map((text, index) => ({ where: `${file}:${index + 1}`, text }))
    .filter(({ text }) => text !== '')

const nothingFound = ({ complain }: World): 1 => {
  complain('There is no sealed line in these files\n')
  return 1
}

const read = ({ readFile }: World, file: string): string => {
  try {
    return readFile(file)
  } catch (error) {
    throw new Error(`${file} cannot be read (${errorCode(error)})`)
  }
}
