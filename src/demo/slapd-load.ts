/** load: LDIF into slapadd, streamed. slapadd(8) */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { environmentOf, type SlapdInstallation } from './install-slapd.ts'

/**
 * Runs slapadd with the LDIF on its input; slapd must not be running.
 * @throws Error with what slapadd said.
 */
export const load = async (
  installation: SlapdInstallation,
  args: readonly string[],
  ldif: Iterable<string> | AsyncIterable<string>,
): Promise<void> => {
  const child = spawn(installation.slapadd, args, {
    env: environmentOf(installation),
    stdio: ['pipe', 'ignore', 'pipe'],
  })
  const killAtExit = () => void child.kill('SIGKILL')
  process.prependListener('exit', killAtExit)
  const ended = once(child, 'close').finally(() => process.removeListener('exit', killAtExit))
  const said = text(child.stderr)
  // A slapadd that refuses an entry closes its input: what it says is the error, not the broken pipe.
  const piped = pipeline(Readable.from(ldif), child.stdin).then(
    () => undefined,
    (error: NodeJS.ErrnoException) => error,
  )
  const [code, signal] = await ended
  if (code !== 0) throw new Error(`slapadd ended with ${code ?? signal}: ${(await said).trim()}`)
  const error = await piped
  if (error) throw error
}
