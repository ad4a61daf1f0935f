/** scimdap: the command line with a configuration of the test's, and what it said. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runCli } from '../../src/cli/cli.ts'

export interface Outcome {
  readonly code: number
  readonly printed: string
  readonly complained: string
}

export const configFile = '/etc/scimdap/scimdap.yaml'

/** Files that are not given here are the machine's own. */
export const scimdap = (words: readonly string[], files: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  runWith(words, { readFile: (path) => files[path] ?? readFileSync(path, 'utf8'), version: '0.0.0' })

export const runWith = async (
  words: readonly string[],
  { readFile, version }: { readonly readFile: (path: string) => string; readonly version: string },
): Promise<Outcome> => {
  let printed = ''
  let complained = ''
  const code = await runCli(words, {
    environment: {},
    readFile,
    random: randomBytes,
    print: (text) => {
      printed += text
    },
    complain: (text) => {
      complained += text
    },
    asked: async () => {},
    onHangup: () => {},
    version,
  })
  return { code, printed, complained }
}
