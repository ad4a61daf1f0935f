#!/usr/bin/env node
/** The process: hands the world to the command line, and ends with its exit code. */
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { runCli } from './cli/cli.ts'

const readFile = (path: string | URL): string => readFileSync(path, 'utf8')

/** A second signal finds no listener any more and ends the process at once. */
const asked = (): Promise<void> =>
  new Promise((resolve) => {
    const end = () => {
      for (const signal of signals) process.removeListener(signal, end)
      resolve()
    }
    for (const signal of signals) process.once(signal, end)
  })

/** A terminal that is closed sends SIGHUP, and means the end by it. */
const isInTerminal = process.stdin.isTTY === true

const signals: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', ...(isInTerminal ? ['SIGHUP' as const] : [])]

process.exitCode = await runCli(process.argv.slice(2), {
  environment: process.env,
  readFile,
  random: randomBytes,
  print: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
  asked,
  onHangup: (again) => {
    if (!isInTerminal) process.on('SIGHUP', again)
  },
  version: JSON.parse(readFile(new URL('../package.json', import.meta.url))).version,
})
