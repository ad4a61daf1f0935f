/** `scimdap serve`: runs the gateway until the process is asked to end, and loads its configuration again when that changes. */
import { keepHeapSmall } from '../app/heap.ts'
import type { Misfit } from '../app/services.ts'
import { type FileWatch, watchFiles } from '../app/watch-files.ts'
import { openGateway } from '../app.ts'
import type { GatewayConfig } from '../config/config.ts'
import type { CliCommand, ExitCode, World } from './command.ts'
import { addConfigOption, type ConfigOption, configured } from './configured.ts'

export const serve: CliCommand = (program, world, run) => {
  addConfigOption(program.command('serve'))
    .description(
      'run the gateway; it starts also while the directory is down, and not with a mapping that does not fit it',
    )
    .action((options: ConfigOption) =>
      run(async (): Promise<ExitCode> => {
        let changed = () => {}
        // A signal that comes before there is anything to reload would end the process.
        world.onHangup(() => changed())
        const watching = watchFiles({ readFile: world.readFile, changed: () => changed() })
        try {
          return await serving(createLoad(options, world, watching), world, (reload) => {
            changed = reload
          })
        } finally {
          watching.close()
        }
      }),
    )
}

const serving = async (
  load: () => GatewayConfig,
  world: World,
  whenChanged: (reload: () => void) => void,
): Promise<ExitCode> => {
  keepHeapSmall()
  // Opening takes as long as the directory where the port is shared.
  const asked = world.asked()
  const gateway = await openGateway(load())
  whenChanged(() => void gateway.reload(load))
  // Where the directory is away there is nothing to be seen yet, and the gateway waits for it.
  await gateway.ready()
  const misfits = gateway.misfits()
  for (const misfit of misfits) world.complain(told(misfit))
  if (misfits.length === 0) await asked
  await gateway.close()
  return misfits.length === 0 ? 0 : 1
}

/** Each time anew, and from then on what was read is watched, unless the configuration says otherwise. */
const createLoad =
  (options: ConfigOption, { environment }: World, watching: FileWatch) =>
  (): GatewayConfig => {
    watching.forget()
    const config = configured(options, { environment, readFile: watching.readFile })
    if (!config.watch) watching.forget()
    return config
  }

/** Each problem on a line of its own. A schema that comes to fit later would be looked at with the next start. */
const told = ({ tenant, error: { resourceType, problems } }: Misfit): string => {
  const whose = tenant === undefined ? '' : ` of tenant ${tenant}`
  const lines = problems.map(
    ({ where, path, message }) => `${where === undefined ? '' : `${where}: `}${resourceType}: ${path}: ${message}\n`,
  )
  return `The mapping${whose} does not fit the schema of the directory:\n${lines.join('')}\`scimdap check${tenant === undefined ? '' : ` --tenant ${tenant}`}\` says what to do.\n`
}
