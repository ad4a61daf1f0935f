/** startDemo: `npm run demo` on free ports. */
import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'

export interface RunningDemo {
  /** The SCIM base URL, without slash at the end. */
  readonly url: string
  readonly token: string
  readonly stop: () => Promise<void>
}

const program = fileURLToPath(new URL('../../src/demo/demo.ts', import.meta.url))

/** @throws Error with what the demo printed, where it ends before it serves. */
export const startDemo = (): Promise<RunningDemo> => {
  const token = randomBytes(16).toString('hex')
  const env = { ...process.env, PORT: '0', LDAP_PORT: '', LDAPI: '', GATEWAY_CONFIG: '', PEOPLE: '50', TOKEN: token }
  const child = spawn(process.execPath, [program], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  const stop = () => {
    child.kill('SIGTERM')
    return ended
  }
  let printed = ''
  return new Promise((resolve, reject) => {
    const read = (text: string) => {
      printed += text
      const url = /^SCIM base URL\s+(\S+)$/m.exec(printed)?.[1]
      if (url !== undefined) resolve({ url, token, stop })
    }
    child.stdout.setEncoding('utf8').on('data', read)
    child.stderr.setEncoding('utf8').on('data', read)
    void ended.then(() => reject(new Error(`The demo ended before it served:\n${printed}`)))
  })
}
