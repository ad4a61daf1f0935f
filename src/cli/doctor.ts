/** `scimdap doctor`: plays what an identity provider does against a running SCIM server, before the provider does it. */
import { randomUUID } from 'node:crypto'
import { type Command, InvalidArgumentError } from 'commander'
import { firstLine } from '../config/first-line.ts'
import { isLoopback } from '../config/loopback.ts'
import { conversations, providers } from '../doctor/conversations.ts'
import { baseOf, play, type Report } from '../doctor/play.ts'
import { unreachable } from '../doctor/reach.ts'
import type { CliCommand, ExitCode, World } from './command.ts'
import { isHealthy, printDoctorJson, printDoctorReport } from './doctor-report.ts'
import { readOptionFile, wrongOption } from './option-file.ts'

interface DoctorOptions {
  readonly as: string
  readonly url: string
  readonly tokenFile: string
  readonly members: number
  readonly timeout: number
  readonly insecure?: boolean
  readonly json?: boolean
}

export const doctor: CliCommand = (program, world, run) => {
  addOptions(program.command('doctor'))
    .description(
      'play what an identity provider sends against a running SCIM server, with users and groups of its own that are ' +
        'cleared away; ends with 0 if the provider can work with it',
    )
    .action((options: DoctorOptions) =>
      run(async (): Promise<ExitCode> => {
        const token = tokenOf(options, world)
        const reports = await playAll(options, token, world)
        if (reports === undefined) return 1
        world.print(options.json ? printDoctorJson(reports) : printDoctorReport(reports))
        return isHealthy(reports) ? 0 : 1
      }),
    )
}

const addOptions = (command: Command): Command =>
  command
    .requiredOption('--as <provider>', `all, or one of ${providers.join(', ')}`, providerOf)
    .requiredOption('--url <url>', 'base URL of the server, such as https://scim.example.com/scim/v2', urlOf)
    .requiredOption('--token-file <file>', 'the first line is the bearer token')
    .option('--members <number>', 'how many members the pushed groups get', wholeNumber(2, 10_000), 3)
    .option('--timeout <seconds>', 'how long one request may take', wholeNumber(1, 600), 60)
    .option('--insecure', 'send the token over http:// to another machine, too')
    .option('--json', 'for programs')

const providerOf = (name: string): string => {
  if (name === 'all' || providers.includes(name)) return name
  throw new InvalidArgumentError(`It is all, or one of ${providers.join(', ')}.`)
}

/** Without query and fragment: paths are put behind it. */
const urlOf = (text: string): string => {
  const url = URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || !/^https?:$/.test(url.protocol)) throw new InvalidArgumentError('It is no http(s) URL.')
  if (url.search !== '' || url.hash !== '' || url.username !== '')
    throw new InvalidArgumentError('It has a query, a fragment or a user name: only the path is looked at.')
  return text
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = /^\d+$/.test(text) ? Number(text) : Number.NaN
    if (value >= least && value <= most) return value
    throw new InvalidArgumentError(`It is a whole number from ${least} to ${most}.`)
  }

/** @throws ConfigError */
const tokenOf = ({ tokenFile, url, insecure }: DoctorOptions, { readFile }: World): string => {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'http:' && !isLoopback(hostname) && !insecure)
    throw wrongOption('--url', 'the token would cross the network in clear: use https://, or say --insecure')
  const token = (firstLine(readOptionFile(tokenFile, '--token-file', readFile)) ?? '').trim()
  // RFC 6750 §2.1; anything else would not even get into a header.
  if (/^[\w.~+/-]+=*$/.test(token)) return token
  throw wrongOption(
    '--token-file',
    token === '' ? 'names a file whose first line is empty' : 'names a file whose first line is no bearer token',
  )
}

/** Undefined where nothing can be played at all, which is said. */
const playAll = async (options: DoctorOptions, token: string, world: World): Promise<readonly Report[] | undefined> => {
  const { url, members, timeout } = options
  const stop = new AbortController()
  void world.asked().then(() => {
    world.complain('Interrupted: clearing away what was made. A second signal ends at once and leaves it.\n')
    stop.abort()
  })
  const wire = { base: baseOf(url), token, headers: {}, timeout: timeout * 1000, signal: stop.signal }
  const reason = await unreachable(wire)
  if (reason !== undefined) {
    world.complain(`${reason}\n`)
    return undefined
  }
  const reports: Report[] = []
  for (const conversation of conversations.filter(({ provider }) => options.as === 'all' || options.as === provider)) {
    if (stop.signal.aborted) break
    world.complain(`Playing ${conversation.title} ...\n`)
    const run = `doctor-${world.random(4).toString('hex')}`
    const nobody = randomUUID()
    reports.push(
      await play(conversation, { url, token, run, nobody, members, timeout: timeout * 1000, signal: stop.signal }),
    )
  }
  return reports
}
