/** `scimdap init`: looks at a directory and prints a commented configuration for it. Nothing is written anywhere. */
import { InvalidArgumentError } from 'commander'
import { failureOf } from '../check/failure.ts'
import { DirectoryError } from '../directory/directory.ts'
import { openDirectory } from '../directory/ldapts/open.ts'
import { printSuggestion } from '../init/print-suggestion.ts'
import { type Looks, suggest } from '../init/suggest.ts'
import { NothingToMap } from '../init/suggested.ts'
import { type Dn, isDn } from '../ldap/dn.ts'
import { type AdminOptions, addAdminOptions, adminDirectory } from './admin-directory.ts'
import type { CliCommand, ExitCode, World } from './command.ts'

interface InitOptions extends AdminOptions {
  readonly base?: Dn
  readonly entries: number
  readonly sample: number
}

export const init: CliCommand = (program, world, run) => {
  addAdminOptions(program.command('init'), 'the account that the gateway will have; left out: SASL EXTERNAL')
    .description('look at a directory and print a configuration for it, with the reason of every row; writes nothing')
    .option('--base <dn>', 'look below this entry only; else the suffix that has the most people', dn)
    .option('--entries <number>', 'look at the object classes of so many entries at most', positive, 200_000)
    .option('--sample <number>', 'read so many people whole', positive, 1_000)
    .action((options: InitOptions) => run(() => initialise(options, world)))
}

const dn = (text: string): Dn => {
  if (!isDn(text)) throw new InvalidArgumentError('expected a distinguished name')
  return text as Dn
}

const positive = (text: string): number => {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new InvalidArgumentError('expected a positive number')
  return Number(text)
}

const initialise = async (options: InitOptions, world: World): Promise<ExitCode> => {
  const { url, bindDn, passwordFile, startTls = false, caFile } = options
  const directory = openDirectory(adminDirectory(options, world))
  const looks: Looks = {
    directory,
    account: bindDn,
    base: options.base,
    entries: options.entries,
    sample: options.sample,
    tell: (line) => world.complain(`${line}\n`),
  }
  try {
    world.print(printSuggestion(await suggest(looks), { urls: [url], bindDn, passwordFile, startTls, caFile }))
    return 0
  } catch (error) {
    if (error instanceof NothingToMap) {
      world.complain(`${error.message}\n`)
      return 1
    }
    if (!(error instanceof DirectoryError)) throw error
    world.complain(`The directory at ${url} does not answer: ${failureOf(error).words}.\n`)
    return 1
  } finally {
    directory.close()
  }
}
