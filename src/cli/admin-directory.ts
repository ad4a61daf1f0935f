/** adminDirectory: a directory bound as whoever manages cn=config, as command line options name them. */
import type { Command } from 'commander'
import { firstLine } from '../config/first-line.ts'
import { isPlainNetwork } from '../config/loopback.ts'
import type { DirectoryOptions } from '../directory/ldapts/options.ts'
import type { World } from './command.ts'
import { readOptionFile, wrongOption } from './option-file.ts'

export interface AdminOptions {
  readonly url: string
  readonly bindDn?: string
  readonly passwordFile?: string
  readonly startTls?: boolean
  readonly caFile?: string
}

export const addAdminOptions = (
  command: Command,
  who = 'who manages cn=config; left out: SASL EXTERNAL, as root over ldapi:// has it',
): Command =>
  command
    .option('--url <url>', 'ldapi://, ldaps:// or ldap:// of the server', 'ldapi:///')
    .option('--bind-dn <dn>', who)
    .option('--password-file <file>', 'the first line is the password')
    .option('--start-tls', 'turn an ldap:// connection into TLS first')
    .option('--ca-file <file>', 'certificates to trust instead of the system, PEM')

/** What the options are called on the command line. */
const usualNames = { url: '--url', bindDn: '--bind-dn', passwordFile: '--password-file' }

/** @throws ConfigError where the options are unusable together */
export const adminDirectory = (
  options: AdminOptions,
  { readFile }: Pick<World, 'readFile'>,
  names = usualNames,
): DirectoryOptions => {
  const { url, bindDn, passwordFile, startTls = false, caFile } = options
  if ((bindDn === undefined) !== (passwordFile === undefined))
    throw wrongOption(names.bindDn, `is only useful together with ${names.passwordFile}, and the other way round`)
  if (bindDn !== undefined && isPlainNetwork(url) && !startTls)
    throw wrongOption(names.url, 'the password would cross the network in clear: use ldaps:// or --start-tls')
  return {
    urls: [url],
    ...(bindDn === undefined ? {} : { bindDn }),
    ...(passwordFile === undefined
      ? {}
      : { password: firstLine(readOptionFile(passwordFile, names.passwordFile, readFile)) ?? '' }),
    tls: { startTls, ...(caFile === undefined ? {} : { ca: readOptionFile(caFile, '--ca-file', readFile) }) },
    timeouts: { operation: 60_000, page: 600_000 },
    // cn=config refuses a critical post-read control, though the rootDSE offers it for the databases.
    without: ['postRead', 'transactions'],
  }
}
