/** startBinder: another process that binds as somebody without a pause, with every password in turn, and counts. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

export interface Binder {
  /** Ends it: how often it tried, and with which passwords it got in. */
  stop(): Promise<{ readonly attempts: number; readonly openedBy: readonly string[] }>
}

/** Trying when it resolves. */
export const startBinder = async (url: string, dn: string, passwords: readonly string[]): Promise<Binder> => {
  const script = fileURLToPath(new URL('./binder-process.ts', import.meta.url))
  const child = spawn(process.execPath, [script, JSON.stringify({ url, dn, passwords })], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text
  })
  const closed = once(child, 'close')
  await Promise.race([
    once(child.stdout, 'data'),
    closed.then(() => Promise.reject(new Error('the binder died before its first bind'))),
  ])
  const stop = async () => {
    child.stdin.end()
    await closed
    return JSON.parse(output.slice(output.indexOf('\n')))
  }
  return { stop }
}
