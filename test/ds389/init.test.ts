/** scimdap init on 389 Directory Server: what is its own is seen, and the answer is servable. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { printLdifEntry } from '../../src/demo/ldif.ts'
import { people } from '../../src/demo/people.ts'
import { scimdap } from '../cli/scimdap.ts'
import { type Ds389, startDs389 } from '../support/ds389.ts'

describe('scimdap init on 389 Directory Server', () => {
  let server: Ds389
  beforeAll(async () => {
    server = await startDs389()
    const entries = [...people({ count: 60, seed: 3, base: `ou=people,${server.suffix}` })]
    await server.load(entries.map(printLdifEntry).join(''))
  })
  afterAll(() => server?.stop())

  it('takes its preset, finds its people, and check takes what it says', async () => {
    const words = ['--url', server.url, '--bind-dn', server.gatewayDn, '--password-file', '/password']
    const files = { '/password': server.gatewayPassword }
    const { code, printed, complained } = await scimdap(['init', ...words], files)

    expect([code, complained]).toEqual([0, expect.stringMatching(/\d+ people/)])
    const options = parse(printed)
    expect(options).toMatchObject({ preset: '389-ds', users: { base: `ou=people,${server.suffix}` } })
    expect(printed).toContain('# - directory.version: without an attribute type')
    expect(printed).toMatch(/# As the preset has it: active: \{ attribute: nsAccountLock/)
    const checked = await scimdap(['check', '--config', '/scimdap.yaml', '--json'], {
      ...files,
      '/scimdap.yaml': printed,
    })
    const findings = JSON.parse(checked.printed).findings as { severity: string; id: string }[]
    expect(findings.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(checked.code).toBe(0)
  })
})
