/** refuseTelltale: every gateway that any test has started may have logged whatever it did, and no secret and no person in it. */
import { interopToken, readToken, rfcToken, token } from './tokens.ts'

const mailAddress = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/

/** @throws Error that quotes the line: it is a test's */
export const refuseTelltale = (log: string, secrets: readonly string[]): void => {
  const forbidden = [token, rfcToken, interopToken, readToken, ...secrets]
  for (const line of log.split('\n')) {
    const found = forbidden.find((secret) => line.includes(secret)) ?? mailAddress.exec(line)?.[0]
    if (found !== undefined) throw new Error(`a log line tells ${found}: ${line}`)
  }
}
