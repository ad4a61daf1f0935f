/** The doctor is a fair client: what it finds at SCIMMY is SCIMMY's. RFC 7644 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '../../src/doctor/play.ts'
import { failedIn, namesIn, type OtherServer, playAll, type Shortcomings, startProgram } from './other-servers.ts'

const nulls = 'null for a list is refused, though it is the same as none (RFC 7643 §2.5)'
const twice = 'who is a member already becomes one twice (RFC 7644 §3.5.2.1: no change shall be made)'
const filter = 'a filter on a complex attribute without sub-attribute ends in a TypeError'

const entra = {
  'create a user, with nulls, empty lists and meta': nulls,
  'create the same user again': nulls,
  'linked group: add a member who is one already': twice,
  'linked group: check a membership': filter,
  'linked group: check a membership that ended': filter,
}
const okta = { 'linked group: remove one member and add another in one request': twice }
const text = 'booleans as text are refused, as they may be'

const shortcomings: Shortcomings = {
  entra,
  'entra-optscim': entra,
  okta,
  'okta-catalogue': okta,
  onelogin: {
    'create a user: booleans as strings, id null, an empty title': text,
    'create the same user again': text,
  },
  jumpcloud: { 'link by e-mail address after the 409': filter },
  authentik: {
    'link to it after the 409, by a filter without quotation marks':
      'the grammar has quotation marks (RFC 7644 §3.4.2.2)',
  },
}

describe('the doctor at SCIMMY', () => {
  let server: OtherServer
  let reports: readonly Report[]
  beforeAll(async () => {
    const program = new URL('scimmy-server.mjs', import.meta.url).pathname
    const env = { ...process.env, TOKEN: 'of-scimmy' }
    server = await startProgram([process.execPath, program], { env, at: /^(http\S+)$/m })
    reports = await playAll(server.url, 'of-scimmy')
  }, 60_000)
  afterAll(() => server?.stop())

  it('finds what it lacks, and nothing else', () => {
    expect(failedIn(reports)).toEqual(namesIn(shortcomings))
  })

  it('finds six conversations without a fault', () => {
    const faultless = reports.filter(({ steps }) =>
      steps.every(({ verdict }) => verdict === 'works' || verdict === 'refused' || verdict === 'left out'),
    )

    expect(faultless.map(({ conversation }) => conversation)).toEqual([
      'google',
      'ping',
      'sailpoint',
      'keycloak',
      'cyberark',
      'rippling',
    ])
  })

  it('leaves nothing behind', async () => {
    const left = await Promise.all(
      ['Users', 'Groups'].map(async (type) => {
        const answer = await fetch(`${server.url}/${type}`, { headers: { Authorization: 'Bearer of-scimmy' } })
        return ((await answer.json()) as { totalResults: number }).totalResults
      }),
    )

    expect([left, reports.flatMap(({ leftBehind }) => leftBehind)]).toEqual([[0, 0], []])
  })

  it('is refused without its token, by the first step', async () => {
    const [first] = await playAll(server.url, 'of-somebody-else')

    expect(first?.steps[0]).toMatchObject({ verdict: 'failed', exchange: { status: 401 } })
  }, 60_000)
})
