/** runCli: the table of commands, help, and what an exit code means. */
import { Command, CommanderError } from 'commander'
import { ConfigError } from '../config/problem.ts'
import { audit } from './audit.ts'
import { brake, release } from './brake.ts'
import { check } from './check.ts'
import type { CliCommand, ExitCode, World } from './command.ts'
import { doctor } from './doctor.ts'
import { explain } from './explain.ts'
import { init } from './init.ts'
import { schema } from './schema.ts'
import { serve } from './serve.ts'
import { token } from './token.ts'

/** One file for each. */
const commands: readonly CliCommand[] = [...[serve, init, check, doctor, explain, schema, token, audit, brake, release]]

/** `words`: the command line behind the program's name. Never throws. */
export const runCli = async (words: readonly string[], world: World): Promise<ExitCode> => {
  let code: ExitCode = 0
  const program = createProgram(world)
  for (const add of commands) {
    add(program, world, async (work) => {
      code = await work()
    })
  }
  try {
    await program.parseAsync(words, { from: 'user' })
    return code
  } catch (error) {
    return failed(error, world)
  }
}

/** Settings are inherited by the commands that are added later. */
const createProgram = ({ version, print, complain }: World): Command =>
  new Command('scimdap')
    .description('A SCIM 2.0 gateway in front of the LDAP directory that you already have')
    .version(version)
    .showSuggestionAfterError()
    .showHelpAfterError('(--help shows what there is)')
    .configureOutput({ writeOut: print, writeErr: complain })
    .exitOverride()

const failed = (error: unknown, { complain }: World): ExitCode => {
  // Help and version come this way, too. Commander has written what there is to say.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof ConfigError) {
    complain(`The configuration cannot be used:\n${error.message}\n`)
    return 2
  }
  complain(`scimdap: ${error instanceof Error ? error.message : String(error)}\n`)
  return 1
}
