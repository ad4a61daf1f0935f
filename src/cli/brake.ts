/** `scimdap brake` and `scimdap release`: who is held for taking too much away, and letting a client go on. docs/brake.md */
import type { Config } from '../config/config.ts'
import { ownName } from '../config/tenants.ts'
import type { BookName, BrakeBook } from '../operations/brake/book.ts'
import { bookIn } from '../operations/brake/folder.ts'
import type { CliCommand, ExitCode, World } from './command.ts'
import { addTenantOption, configuredTenant, type TenantOption } from './configured.ts'

interface ReleaseOptions extends TenantOption {
  readonly free?: string
}

export const brake: CliCommand = (program, world, run) => {
  addTenantOption(program.command('brake'))
    .description('say what each client has taken away within the last hour, and who is held')
    .action((options: TenantOption) =>
      run(async (): Promise<ExitCode> => {
        const config = configuredTenant(options, world)
        const folder = folderOf(config, world)
        if (folder === undefined) return 2
        for (const [client, limits] of config.brake.clients) {
          const book = bookIn(folder)(nameOf(config, client))
          await book.refresh(Date.now())
          world.print(limits === undefined ? `${client}: no brake\n` : stateOf(client, book))
        }
        return 0
      }),
    )
}

export const release: CliCommand = (program, world, run) => {
  addTenantOption(program.command('release'))
    .description('let a client go on that is held for taking too much away; what it took before counts no more')
    .argument('<client>', 'its name in the configuration')
    .option('--free <minutes>', 'count nothing for so long, at most 60: for what is known to be meant')
    .action((client: string, options: ReleaseOptions) =>
      run(async (): Promise<ExitCode> => {
        const config = configuredTenant(options, world)
        const folder = folderOf(config, world)
        return folder === undefined ? 2 : releaseOne(folder, nameOf(config, client), { options, world })
      }),
    )
}

const nameOf = ({ tenant = ownName }: Config, client: string): BookName => ({ tenant, client })

const folderOf = ({ brake: { folder } }: Config, { complain }: World): string | undefined => {
  if (folder === undefined) {
    complain(
      'brake.folder is not configured: the gateway keeps its counts in memory, and a restart releases whoever is held.\n',
    )
  }
  return folder
}

const stateOf = (client: string, book: BrakeBook): string => {
  const hold = book.hold()
  const tally = book.tally()
  const limits = tally.limits()
  const used = Object.entries(tally.used(Date.now())).map(
    ([what, amount]) => `  ${what}: ${amount} of ${limits[what] ?? 'unknown'} within the last hour\n`,
  )
  const state =
    hold === undefined
      ? 'not held'
      : `held since ${new Date(hold.since).toISOString()}: ${hold.used} + ${hold.wanted} ${hold.what}, limit ${hold.limit}`
  return `${client}: ${state}\n${used.join('')}`
}

const releaseOne = async (
  folder: string,
  name: BookName,
  { options, world: { print, complain } }: { readonly options: ReleaseOptions; readonly world: World },
): Promise<ExitCode> => {
  const minutes = options.free === undefined ? 0 : Number(options.free)
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > 60) {
    complain('--free: expected a whole number of minutes, at most 60\n')
    return 2
  }
  const book = bookIn(folder)(name)
  const at = Date.now()
  await book.refresh(at)
  const hold = book.hold()
  if (hold === undefined && minutes === 0) {
    complain(`${name.client} is not held.\n`)
    return 1
  }
  const free = minutes === 0 ? {} : { freeUntil: at + minutes * 60_000 }
  await book.release({ hold: hold ?? { id: 'none' }, at, ...free })
  const uncounted = minutes === 0 ? '' : `; nothing is counted for ${minutes} minutes`
  print(`${name.client} is released${uncounted}.\n`)
  return 0
}
