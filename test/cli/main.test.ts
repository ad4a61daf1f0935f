import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { hashToken } from '../../src/auth/bearer-token.ts'

const folder = mkdtempSync(join(tmpdir(), 'scimdap-main-'))
const file = join(folder, 'scimdap.yaml')
writeFileSync(
  file,
  `directory: { urls: [ldap://127.0.0.1:1], bindDn: cn=a, passwordFile: password }
users: { base: ou=people }
clients: [{ name: idp, tokens: ['${hashToken('x')}'] }]
listen: { port: 0 }
`,
)
writeFileSync(join(folder, 'password'), 'secret\n')
afterAll(() => rmSync(folder, { recursive: true }))

const main = new URL('../../src/main.ts', import.meta.url).pathname

describe('the process', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends with 0 on %s, having said what it did in JSON lines',
    async (signal) => {
      const environment = { PATH: process.env.PATH, SCIMDAP_CONFIG: file }
      const child = spawn(process.execPath, [main, 'serve'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
      let output = ''
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        output += text
        if (text.includes('"not-ready"')) child.kill(signal)
      })

      const [code] = await once(child, 'close')

      const kinds = output
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).kind)
      expect(code).toBe(0)
      expect(kinds[0]).toBe('started')
      expect(kinds.at(-1)).toBe('stopped')
      expect(output).not.toContain('secret')
    },
  )
})
