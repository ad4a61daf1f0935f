/** tryDoctor: the doctor at scim2-server, which is to find what that server lacks for a provider, and nothing else. */
import { freePort } from '../../src/demo/free-port.ts'
import { failedIn, namesIn, playAll, type Shortcomings, startProgram } from '../doctor/other-servers.ts'
import type { PythonEnvironment } from './python.ts'

const removal =
  'it takes no value in a remove operation, as RFC 7644 §3.5.2.2 does not have it either; Entra, JumpCloud and authentik send it'
const stays = 'the member is still there, since the removal above was refused'
const unknownSchema = "Entra's schema of groups is none that it knows"

const noTarget = 'a value filter without a match is noTarget, as RFC 7644 §3.5.2.3 has it'
const manager = 'a manager is an object with a value, below its schema; Entra says it otherwise'

const entra = {
  'add a mobile phone number, where there is none of that type': noTarget,
  'replace a work phone number, where there is none of that type': noTarget,
  'set the manager, as a bare id': manager,
  'check the reference to the manager': manager,
  'clear the manager by an empty value': 'an empty value is stored, not taken for none',
  'set the manager, as a list of one with $ref': manager,
  'set a manager who is not provisioned here': manager,
  'linked group: remove one member by a value array': removal,
  'linked group: check a membership that ended': stays,
  'linked group: remove one member by a filter in the path': stays,
  'create a group, without members': unknownSchema,
}

const shortcomings: Shortcomings = {
  entra,
  'entra-optscim': entra,
  jumpcloud: { 'remove a member by a value array': removal, 'the last members leave the group': removal },
  authentik: {
    'link to it after the 409, by a filter without quotation marks':
      'the grammar has quotation marks (RFC 7644 §3.4.2.2)',
    'linked group: remove members, one operation for each': removal,
    'remove all members, one operation for each': removal,
  },
}

/** Prints what differs. */
export const tryDoctor = async ({ variables }: PythonEnvironment): Promise<boolean> => {
  const token = 'of-scim2-server'
  const port = String(await freePort())
  const program = ['scim2-server', '--port', port, '--bearer-token', token] as const
  const server = await startProgram([...program], {
    env: { ...variables, PYTHONUNBUFFERED: '1' },
    at: /^Serving SCIM on (\S+)$/m,
  })
  try {
    const reports = await playAll(server.url, token)
    const [found, known] = [linesOf(failedIn(reports)), linesOf(namesIn(shortcomings))]
    const left = reports.flatMap(({ leftBehind }) => leftBehind)
    const problems = [
      ...found.filter((line) => !known.includes(line)).map((line) => `UNEXPLAINED failure: ${line}`),
      ...known.filter((line) => !found.includes(line)).map((line) => `STALE explanation, this works: ${line}`),
      ...left.map(({ what, why }) => `LEFT BEHIND: ${what} (${why})`),
    ]
    for (const problem of problems) console.log(`scimdap doctor at scim2-server: ${problem}`)
    console.log(
      `scimdap doctor at scim2-server: ${reports.length} conversations, ${found.length} failures that are its own`,
    )
    return problems.length === 0 && reports.length > 0
  } finally {
    await server.stop()
  }
}

const linesOf = (failed: Readonly<Record<string, readonly string[]>>): readonly string[] =>
  Object.entries(failed).flatMap(([conversation, steps]) => steps.map((step) => `${conversation}: ${step}`))
