/** `scimdap token new`: a bearer token, shown once, and the hash that the configuration keeps. */
import { createToken } from '../config/token.ts'
import type { CliCommand } from './command.ts'

export const token: CliCommand = (program, { print, random }, run) => {
  program
    .command('token')
    .description('bearer tokens of clients')
    .command('new')
    .description('make a token; it is shown once and stored nowhere')
    .option('-n, --name <client>', 'name of the client that gets it', 'new-client')
    .action(({ name }: { readonly name: string }) =>
      run(() => {
        const { token, hash } = createToken(random)
        print(`The token, for the client alone:

  ${token}

Its hash, for the configuration:

clients:
  - name: ${/^[\w.-]+$/.test(name) ? name : JSON.stringify(name)}
    tokens:
      - ${hash}
`)
        return 0
      }),
    )
}
