/** `scimdap token new`: a bearer token, shown once, and the hash that the configuration keeps. */
import { createToken, parseTime } from '../config/token.ts'
import type { CliCommand, ExitCode } from './command.ts'

export const token: CliCommand = (program, { print, complain, random }, run) => {
  program
    .command('token')
    .description('bearer tokens of clients')
    .command('new')
    .description('make a token; it is shown once and stored nowhere')
    .option('-n, --name <client>', 'name of the client that gets it', 'new-client')
    .option('-e, --expires <when>', 'for how long it is good (365d, 12h), or until when (2027-01-01)')
    .action(({ name, expires }: { readonly name: string; readonly expires?: string }) =>
      run((): ExitCode => {
        const until = expires === undefined ? undefined : endOf(expires, Date.now())
        if (expires !== undefined && until === undefined) {
          complain('--expires: expected a time to come, such as 365d, 12h, 2027-01-01 or 2027-01-01T00:00:00Z\n')
          return 2
        }
        const { token, hash } = createToken(random)
        print(`The token, for the client alone:

  ${token}

Its hash, for the configuration:

clients:
  - name: ${/^[\w.-]+$/.test(name) ? name : JSON.stringify(name)}
    tokens:
      - ${hash}${until === undefined ? '' : ` expires=${until}`}
`)
        return 0
      }),
    )
}

/** undefined: it cannot be read, or is past. Seconds are enough. */
const endOf = (written: string, now: number): string | undefined => {
  const [, count, unit] = /^([1-9]\d{0,4})([dh])$/.exec(written) ?? []
  const end = count === undefined ? parseTime(written) : now + Number(count) * (unit === 'd' ? 86_400_000 : 3_600_000)
  return end === undefined || end <= now ? undefined : new Date(end).toISOString().replace(/\.\d+/, '')
}
