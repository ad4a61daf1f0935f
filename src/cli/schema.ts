/** `scimdap schema`: whether the directory has the schema of ldap-schema/, its text, and bringing it there. */
import { failureOf } from '../check/failure.ts'
import { readInstalled, writeSchema } from '../check/schema/install-schema.ts'
import {
  compareSchema,
  type DefinitionStatus,
  isServing,
  planSchema,
  shippedDefinitions,
} from '../check/schema/plan-schema.ts'
import { readShipped } from '../check/shipped.ts'
import { DirectoryError } from '../directory/directory.ts'
import { type OpenDirectory, openDirectory } from '../directory/ldapts/open.ts'
import { type AdminOptions, addAdminOptions, adminDirectory } from './admin-directory.ts'
import type { CliCommand, ExitCode, World } from './command.ts'

export const schema: CliCommand = (program, world, run) => {
  const group = program.command('schema').description('the schema of scimdap in a directory')
  status(group, world, run)
  print(group, world, run)
  install(group, world, run)
}

const status: CliCommand = (group, world, run) => {
  addAdminOptions(group.command('status'))
    .description('say for every definition whether it is installed; ends with 0 only if all are')
    .action((options: AdminOptions) =>
      run(() =>
        withDirectory(options, world, async (directory) => {
          const statuses = await look(directory, world)
          world.print(printStatuses(statuses))
          return statuses.every(isServing) ? 0 : 1
        }),
      ),
    )
}

const print: CliCommand = (group, world, run) => {
  group
    .command('print')
    .description('print the schema')
    .option('--format <format>', 'ldif (for cn=config) or schema (for slapd.conf)', 'ldif')
    .action(({ format }: { readonly format: string }) =>
      run((): ExitCode => {
        if (format !== 'ldif' && format !== 'schema') {
          world.complain(`--format: expected ldif or schema, found ${JSON.stringify(format)}\n`)
          return 2
        }
        world.print(readShipped(`scimdap.${format}`, world.readFile))
        return 0
      }),
    )
}

const install: CliCommand = (group, world, run) => {
  addAdminOptions(group.command('install'))
    .description('install or upgrade the schema while the directory runs; nothing is ever deleted, twice does no harm')
    .action((options: AdminOptions) =>
      run(() => withDirectory(options, world, (directory) => installInto(directory, world))),
    )
}

const installInto = async (directory: OpenDirectory, world: World): Promise<ExitCode> => {
  const before = await look(directory, world)
  const conflicts = before.filter(({ state }) => state === 'conflict')
  if (conflicts.length > 0) {
    world.complain(`${printStatuses(conflicts)}Nothing was changed: other definitions have these names.\n`)
    return 1
  }
  const writes = planSchema(before)
  if (writes.length === 0) {
    world.print(`All ${before.length} definitions are there already; nothing was changed.\n`)
    return 0
  }
  await writeSchema(directory, writes)
  const after = await look(directory, world)
  const done = before.filter((status) => !isServing(status)).map(({ state, wanted }) => ({ state, wanted }))
  world.print(
    done.map(({ state, wanted }) => `${state === 'missing' ? 'added' : 'changed'}  ${wanted.name}\n`).join(''),
  )
  const left = after.filter((status) => !isServing(status))
  world.print(left.length === 0 ? `All ${after.length} definitions are installed.\n` : printStatuses(left))
  return left.length === 0 ? 0 : 1
}

const look = async (directory: OpenDirectory, { readFile }: World): Promise<readonly DefinitionStatus[]> =>
  compareSchema(shippedDefinitions(readShipped('scimdap.ldif', readFile)), await readInstalled(directory))

const withDirectory = async (
  options: AdminOptions,
  world: World,
  work: (directory: OpenDirectory) => Promise<ExitCode>,
): Promise<ExitCode> => {
  const directory = openDirectory(adminDirectory(options, world))
  try {
    return await work(directory)
  } catch (error) {
    if (!(error instanceof DirectoryError)) throw error
    world.complain(`${refusal(error, options)}\n`)
    return 1
  } finally {
    directory.close()
  }
}

const refusal = (error: DirectoryError, { url }: AdminOptions): string => {
  const { kind, words } = failureOf(error)
  if (kind === 'forbidden') return `The account may not manage cn=schema,cn=config at ${url}: ${words}.`
  const diagnostic = error.diagnostic === undefined || error.diagnostic === '' ? '' : `: ${error.diagnostic}`
  return `The directory at ${url} ${kind === 'unreachable' ? 'cannot be reached' : 'refuses'}: ${words}${diagnostic}.`
}

const words: Readonly<Record<DefinitionStatus['state'], string>> = {
  installed: 'installed',
  newer: 'installed, and allows more',
  missing: 'missing',
  different: 'different',
  conflict: 'name is taken by another OID',
}

const printStatuses = (statuses: readonly DefinitionStatus[]): string => {
  const width = Math.max(...statuses.map(({ wanted }) => wanted.name.length))
  const line = ({ state, wanted }: DefinitionStatus) =>
    `${wanted.kind.padEnd(14)}  ${wanted.name.padEnd(width)}  ${words[state]}\n`
  return statuses.map(line).join('')
}
