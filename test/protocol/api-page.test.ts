/** docs/api.md: its lines are run as they stand there, and what comes back is compared with the answers that it shows. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { token } from '../support/gateway.ts'
import { differences, type Names, parseExchange, stepsOf } from './api-page.ts'
import { openStage, type Stage } from './support.ts'

const page = readFileSync(new URL('../../docs/api.md', import.meta.url), 'utf8')
const [demo, shellFunction, ...steps] = stepsOf(page)

const adasToken = 'test-token-of-ada-herself-00000000000000000000'

let stage: Stage
beforeAll(async () => {
  const clients = [
    { name: 'test', tokens: [hashToken(token)] },
    { name: 'ada', userName: 'ada', tokens: [hashToken(adasToken)] },
  ]
  stage = await openStage({}, { clients })
})
afterAll(() => stage?.end())

const names: Names = new Map()

/** bash, as the reader's: with the base URL, the token, and the values of the answers so far. */
const run = async (shell: string): Promise<string> => {
  const variables = { SCIM: stage.scim.url, TOKEN: token, ADAS_TOKEN: adasToken, ...Object.fromEntries(names) }
  const env = { PATH: process.env.PATH, ...variables }
  const { stdout } = await promisify(execFile)('bash', ['-c', `${shellFunction?.shell}\n${shell}`], { env })
  return stdout
}

describe('docs/api.md', () => {
  it('begins with the demo and the shell function of all that follows', () => {
    expect(demo?.shell).toBe('npm run demo\n')
    expect(shellFunction?.shell).toMatch(/^scim\(\) \{ curl /)
  })

  for (const [at, { section, shell, answer }] of steps.entries()) {
    it(`${at + 1}, ${section}: ${shell.split('\n')[0]}`, async () => {
      const sent = parseExchange(await run(shell))

      expect(differences(parseExchange(answer as string), sent, names)).toEqual([])
    })
  }

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
