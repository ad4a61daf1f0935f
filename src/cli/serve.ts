/** `scimdap serve`: runs the gateway until the process is asked to end. */
import { keepHeapSmall } from '../app/heap.ts'
import { openGateway } from '../app.ts'
import type { CliCommand, ExitCode } from './command.ts'
import { addConfigOption, type ConfigOption, configured } from './configured.ts'

export const serve: CliCommand = (program, world, run) => {
  addConfigOption(program.command('serve'))
    .description('run the gateway; it starts also while the directory is down')
    .action((options: ConfigOption) =>
      run(async (): Promise<ExitCode> => {
        keepHeapSmall()
        const gateway = await openGateway(configured(options, world))
        await world.asked()
        await gateway.close()
        return 0
      }),
    )
}
