/** The demo: a throwaway OpenLDAP full of invented people, and the gateway in front of it. `npm run demo` */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { keepHeapSmall } from '../app/heap.ts'
import { openGateway } from '../app.ts'
import { announcement } from './announcement.ts'
import { demoContent } from './content.ts'
import { type DemoOptions, readDemoOptions } from './demo-options.ts'
import { whyPortIsUnusable } from './free-port.ts'
import { readGatewayConfig, writeGatewayConfig } from './gateway-config.ts'
import { printShellFile } from './shell-file.ts'
import { startSlapd } from './slapd.ts'
import { hashPassword } from './slapd-config.ts'
import { gatewayDnOf } from './slapd-options.ts'

const suffix = 'dc=example,dc=com'
const password = 'demo-password'

/** Stops what has been started, last first. */
const closers: (() => Promise<void>)[] = []
let isStopping = false

const main = async (): Promise<void> => {
  const options = readDemoOptions(process.env)
  checkGatewayConfig(options)
  await checkPorts(options)

  const slapd = await startSlapd({
    suffix,
    adminPassword: options.adminPassword,
    ...(options.ldapPort !== undefined && { port: options.ldapPort }),
    ...(options.ldapi !== undefined && { ldapi: options.ldapi }),
    load: demoContent({ count: options.people, suffix, passwordHash: hashPassword(password) }),
  })
  closers.push(slapd.stop)

  const folder = temporaryFolder()
  const configFile = join(folder, 'scimdap.yaml')
  const config = writeGatewayConfig(slapd, options, configFile)
  keepHeapSmall()
  const gateway = await openGateway(config)
  closers.push(gateway.close)
  const state = await gateway.ready()
  if (!state.ready) console.error(`The gateway is not ready: ${state.reason}`)
  const { token, personToken } = options
  const facts = { baseUrl: gateway.url, token, personToken, slapd, configFile }
  const shellFile = join(folder, 'shell')
  writeFileSync(shellFile, printShellFile(facts), { mode: 0o600 })
  console.log(announcement({ ...facts, password, shellFile }))
}

/** Nobody else may read it, and it goes with the process. */
const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'scimdap-demo-'))
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** Before anything is started, as with the ports: with any directory in the place of the one to come. */
const checkGatewayConfig = (options: DemoOptions): void => {
  const place = { suffix, url: 'ldap://127.0.0.1', gatewayDn: gatewayDnOf(suffix), gatewayPassword: 'to come' }
  readGatewayConfig(place, options)
}

/** Before anything is started: a demo that ends at once is better than one that loads a million people first. */
const checkPorts = async ({ port, ldapPort, gatewayConfig: overlay }: DemoOptions): Promise<void> => {
  const wanted = [
    // A YAML of the user's may name another port; the gateway says so itself if that one is taken.
    ['PORT', overlay === undefined ? port : undefined],
    ['LDAP_PORT', ldapPort],
  ] as const
  for (const [name, number] of wanted) {
    const reason = number === undefined || number === 0 ? undefined : await whyPortIsUnusable(number)
    if (reason === undefined) continue
    throw new Error(`Port ${number} ${reason}: choose another, such as ${name}=${Number(number) + 1} npm run demo`)
  }
}

const stop = async (exitCode: number): Promise<void> => {
  if (isStopping) return
  isStopping = true
  for (const close of closers.toReversed()) {
    await close().catch((error: unknown) => {
      console.error(error)
      exitCode = 1
    })
  }
  // What was being started has no closer yet: slapd and its folder go with the process.
  process.exit(exitCode)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop(0))

main().catch((error: unknown) => {
  if (isStopping) return
  console.error(error instanceof Error ? error.message : error)
  void stop(1)
})
