/** `scimdap serve`: runs the gateway until the process is asked to end. */
import { keepHeapSmall } from '../app/heap.ts'
import { openGateway } from '../app.ts'
import type { MappingError } from '../mapping/compile/compile.ts'
import type { CliCommand, ExitCode } from './command.ts'
import { addConfigOption, type ConfigOption, configured } from './configured.ts'

export const serve: CliCommand = (program, world, run) => {
  addConfigOption(program.command('serve'))
    .description(
      'run the gateway; it starts also while the directory is down, and not with a mapping that does not fit it',
    )
    .action((options: ConfigOption) =>
      run(async (): Promise<ExitCode> => {
        keepHeapSmall()
        const gateway = await openGateway(configured(options, world))
        const asked = world.asked()
        // Where the directory is away there is nothing to be seen yet, and the gateway waits for it.
        await gateway.ready()
        const misfit = gateway.misfit()
        if (misfit !== undefined) world.complain(told(misfit))
        else await asked
        await gateway.close()
        return misfit === undefined ? 0 : 1
      }),
    )
}

/** Each problem on a line of its own. A schema that comes to fit later would be looked at with the next start. */
const told = ({ resourceType, problems }: MappingError): string => {
  const lines = problems.map(
    ({ where, path, message }) => `${where === undefined ? '' : `${where}: `}${resourceType}: ${path}: ${message}\n`,
  )
  return `The mapping does not fit the schema of the directory:\n${lines.join('')}\`scimdap check\` says what to do.\n`
}
