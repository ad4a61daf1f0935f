/** BenchOptions: what the command line says of the benchmark, as a list of directories to measure. */
import { parseArgs } from 'node:util'

export interface Size {
  readonly people: number
  readonly rounds: number
  /** Of each subject in each round, at the least. */
  readonly seconds: number
  /** Before them, without being measured: code is compiled, caches are filled. */
  readonly warmUp: number
}

export interface BenchOptions {
  /** The first one is what the table and the targets are about; all of them together show growth. */
  readonly sizes: readonly Size[]
  /** Names of scenarios; empty: all. */
  readonly only: readonly string[]
  /** Whether docs/performance.md is written anew. */
  readonly docs: boolean
  /** A result of an earlier run to take instead of measuring. */
  readonly from: string | undefined
  /** Folder of the JSON file and the plots. */
  readonly out: string
}

export const usage = `usage: npm run bench -- [--people N] [--short | --full] [--rounds N] [--seconds N] [--only name,name]
                        [--docs] [--from FILE] [--out FOLDER]`

const strings = ['people', 'rounds', 'seconds', 'only', 'from', 'out'] as const
const flags = ['short', 'full', 'docs'] as const

/** @throws Error with a sentence that names what is wrong */
export const readOptions = (
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): BenchOptions => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...Object.fromEntries(strings.map((name) => [name, { type: 'string' as const }])),
      ...Object.fromEntries(flags.map((name) => [name, { type: 'boolean' as const }])),
    },
  }) as { values: Partial<Record<(typeof strings)[number], string> & Record<(typeof flags)[number], boolean>> }
  const people = numberOf('people', values.people ?? environment.BENCH_PEOPLE)
  const seconds = numberOf('seconds', values.seconds) ?? (values.short ? 0.05 : 1)
  const main: Size = {
    people: people ?? (values.short ? 150 : 100_000),
    rounds: numberOf('rounds', values.rounds) ?? (values.short ? 1 : 3),
    seconds,
    warmUp: values.short ? 0 : seconds / 2,
  }
  if (main.people < 100 || main.people > 1_000_000) throw new Error('people must be from 100 to 1000000.')
  return {
    sizes: [main, ...others(main, values)],
    only: values.only?.split(',') ?? [],
    docs: values.docs === true,
    from: values.from,
    out: values.out ?? 'test-results',
  }
}

const others = (
  main: Size,
  { short, full }: { readonly short?: boolean; readonly full?: boolean },
): readonly Size[] => {
  if (short) return [{ ...main, people: main.people * 2 }]
  const sizes = full ? [1_000, 10_000, 100_000, 1_000_000] : [1_000, 10_000].filter((people) => people < main.people)
  return sizes
    .filter((people) => people !== main.people)
    .map((people) => ({ ...main, people, rounds: 1, warmUp: main.warmUp / 2 }))
}

const numberOf = (name: string, text: string | undefined): number | undefined => {
  if (text === undefined || text === '') return undefined
  const number = Number(text)
  if (Number.isFinite(number) && number > 0) return number
  throw new Error(`${name} must be a number above zero, and is ${text}.`)
}
