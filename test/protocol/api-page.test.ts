/** docs/api.md: its lines are run as they stand there, and what comes back is compared with the answers that it shows. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/demo/free-port.ts'
import { type DemoProcess, startDemo } from '../support/demo-process.ts'
import { differences, type Names, parseExchange, stepsOf } from './api-page.ts'

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
const [start, shellFunction, ...steps] = stepsOf(page)

/** The demo as the page starts it, with all its people; the port alone is another. */
let demo: DemoProcess
let shellFile = ''
beforeAll(async () => {
  const [variable = '', value = ''] = start?.shell.split(' ')[0]?.split('=') ?? []
  demo = await startDemo({ PORT: String(await freePort()), [variable]: value })
  shellFile = (await demo.saying(/^ {2}\. (\S+)$/m))[1] ?? ''
})
afterAll(() => demo?.dispose())

const names: Names = new Map()

/** bash, as the reader's: with what the demo's file sets, and the values of the answers so far. */
const run = async (shell: string): Promise<string> => {
  const env = { PATH: process.env.PATH, ...Object.fromEntries(names) }
  const { stdout } = await promisify(execFile)(
    'bash',
    ['--norc', '-c', `. ${shellFile}\n${shellFunction?.shell}\n${shell}`],
    {
      env,
    },
  )
  return stdout
}

describe('docs/api.md', () => {
  it('begins with the demo and the shell function of all that follows', () => {
    expect(start?.shell).toMatch(/^[A-Z_]+=\w+ npm run demo\n$/)
    expect(shellFunction?.shell).toMatch(/^scim\(\) \{ curl /)
  })

  for (const [at, { section, shell, answer }] of steps.entries()) {
    it(`${at + 1}, ${section}: ${shell.split('\n')[0]}`, async () => {
      const sent = parseExchange(await run(shell))

      expect(differences(parseExchange(answer as string), sent, names)).toEqual([])
    })
  }

  it('leaves nobody behind whom it made', async () => {
    const filter = 'filter=userName sw "ada" or displayName sw "ada"'
    const sent = parseExchange(await run(`scim -G $SCIM/ --data-urlencode '${filter}' -d attributes=userName`))

    expect(sent.body).toMatchObject({ totalResults: 0 })
  })

  it('has a request of every method at every kind of endpoint', () => {
    const shells = steps.map(({ shell }) => shell)
    const has = (pattern: RegExp) => shells.some((shell) => pattern.test(shell))

    expect(kinds.filter((kind) => !has(kind))).toEqual([])
    expect(steps.filter(({ answer }) => answer === undefined)).toEqual([])
  })
})

/** RFC 7644 §3.2, Table 2 */
const kinds = [
  /SCIM\/ServiceProviderConfig/,
  /SCIM\/ResourceTypes/,
  /SCIM\/Schemas/,
  /scim \$SCIM\/Users -d/,
  /scim \$SCIM\/Users\/\$\w+$/m,
  /-X PUT \$SCIM\/Users/,
  /-X PATCH \$SCIM\/Users/,
  /-X DELETE \$SCIM\/Users/,
  /-G \$SCIM\/Users/,
  /-d startIndex=/,
  /-d cursor=/,
  /SCIM\/Users\/\.search/,
  /scim \$SCIM\/Groups -d/,
  /-X PATCH \$SCIM\/Groups/,
  /-X DELETE \$SCIM\/Groups/,
  /-G \$SCIM\/ /,
  /SCIM\/\.search/,
  /If-Match:/,
  /If-None-Match:/,
  /Prefer: return=/,
  /SCIM\/Bulk/,
  /SCIM\/Me/,
]
