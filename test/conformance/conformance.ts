/**
 * `npm run conformance`: scim2-tester and the commands of docs/scim2-cli.md against the demo, and the doctor against
 * scim2-server. Ends with 0 if all found nothing; with `-- --ci` also where there is no Python or PyPI does not answer, and says that it did not run.
 */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tryDoctor } from './doctor.ts'
import { runPage } from './page.ts'
import { openEnvironment, type PythonEnvironment, Unavailable } from './python.ts'
import { run } from './run.ts'
import { type RunningDemo, startDemo } from './running-demo.ts'
import { explained } from './skips.ts'
import { type CheckReport, judge } from './verdict.ts'

const main = async (): Promise<boolean> => {
  const isCi = process.argv.includes('--ci')
  try {
    const environment = await openEnvironment()
    const demo = await startDemo()
    const onSignal = () => void demo.stop().then(() => process.exit(1))
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, onSignal)
    try {
      const tester = await check(environment, demo)
      const page = await tryPage(environment, demo)
      const doctor = await tryDoctor(environment)
      const ok = tester && page && doctor
      console.log(`conformance: ${ok ? 'passed' : 'FAILED'}`)
      return ok
    } finally {
      await demo.stop()
    }
  } catch (error) {
    if (!(error instanceof Unavailable)) throw error
    console.log(`conformance: NOT RUN (${error.message})`)
    return isCi
  }
}

const check = async ({ python, variables }: PythonEnvironment, { url, token }: RunningDemo): Promise<boolean> => {
  const program = fileURLToPath(new URL('check.py', import.meta.url))
  const env = { ...variables, SCIM_URL: url, SCIM_TOKEN: token }
  const { code, stdout, stderr } = await run(python, [program], { env })
  if (code !== 0) throw new Error(`check.py failed:\n${stderr}`)
  const { ok, lines } = judge(JSON.parse(stdout) as CheckReport, explained)
  for (const line of lines) console.log(`scim2-tester: ${line}`)
  return ok
}

const tryPage = async ({ variables }: PythonEnvironment, { url, token }: RunningDemo): Promise<boolean> => {
  const { commands, problems } = await runPage({
    markdown: readFileSync(new URL('../../docs/scim2-cli.md', import.meta.url), 'utf8'),
    replacements: [
      ['http://localhost:8080/scim/v2', url],
      ['a-token-of-mine', token],
    ],
    env: variables,
  })
  for (const problem of problems) console.log(`docs/scim2-cli.md, ${problem}`)
  console.log(`docs/scim2-cli.md: ${commands} blocks of commands, ${problems.length} not as the page says`)
  return commands > 0 && problems.length === 0
}

main().then(
  (ok) => {
    process.exitCode = ok ? 0 : 1
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error)
    console.log('conformance: FAILED')
    process.exitCode = 1
  },
)
