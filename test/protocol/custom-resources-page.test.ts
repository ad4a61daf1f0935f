/** docs/custom-resources.md: its commands are run as they stand there, one after another, in a shell that the demo readies. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/demo/free-port.ts'
import { type DemoProcess, startDemo } from '../support/demo-process.ts'
import { stepsOf } from './api-page.ts'

const page = readFileSync(new URL('../../docs/custom-resources.md', import.meta.url), 'utf8')
const [start, ...commands] = stepsOf(page).map(({ shell }) => shell)

let demo: DemoProcess
let shellFile = ''
beforeAll(async () => {
  const [, gatewayConfig = ''] = /^GATEWAY_CONFIG=(\S+) npm run demo$/m.exec(start ?? '') ?? []
  demo = await startDemo({ PORT: String(await freePort()), GATEWAY_CONFIG: gatewayConfig })
  shellFile = (await demo.saying(/^ {2}\. (\S+)$/m))[1] ?? ''
})
afterAll(() => demo?.dispose())

describe('docs/custom-resources.md', () => {
  it('has commands that work as they stand, from the base entry to a device that is found', async () => {
    const script = [`set -e; . ${shellFile}`, ...commands].join('\n')

    const { stdout, stderr } = await promisify(execFile)('bash', ['--norc', '-c', script])

    expect(stderr).toBe('')
    expect(stdout).toMatch(/lacks indexes: .*serialNumber eq/)
    expect(stdout).toContain('0 errors')
    expect(stdout).toMatch(/"totalResults":1,.*"serialNumber":"SN-1"/)
    expect(stdout).toMatch(/^Base +ou=devices,dc=example,dc=com$/m)
  })
})
