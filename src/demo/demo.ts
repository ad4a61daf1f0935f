/** The demo: a throwaway OpenLDAP full of invented people, and the gateway in front of it. `npm run demo` */
import { readFileSync } from 'node:fs'
import { keepHeapSmall } from '../app/heap.ts'
import { openGateway } from '../app.ts'
import { loadConfig } from '../config/load.ts'
import { announcement } from './announcement.ts'
import { demoContent } from './content.ts'
import { type DemoOptions, readDemoOptions } from './demo-options.ts'
import { whyPortIsUnusable } from './free-port.ts'
import { gatewayConfig } from './gateway-config.ts'
import { startSlapd } from './slapd.ts'
import { hashPassword } from './slapd-config.ts'

const suffix = 'dc=example,dc=com'
const password = 'demo-password'

/** Stops what has been started, last first. */
const closers: (() => Promise<void>)[] = []
let isStopping = false

const main = async (): Promise<void> => {
  const options = readDemoOptions(process.env)
  await checkPorts(options)
  const overlay = options.gatewayConfig === undefined ? undefined : readFileSync(options.gatewayConfig, 'utf8')

  const slapd = await startSlapd({
    suffix,
    adminPassword: options.adminPassword,
    ...(options.ldapPort !== undefined && { port: options.ldapPort }),
    ...(options.ldapi !== undefined && { ldapi: options.ldapi }),
    load: demoContent({ count: options.people, suffix, passwordHash: hashPassword(password) }),
  })
  closers.push(slapd.stop)

  const config = loadConfig({
    text: gatewayConfig(slapd, options),
    ...(overlay !== undefined && { overlay }),
    environment: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
  })
  keepHeapSmall()
  const gateway = await openGateway(config)
  closers.push(gateway.close)
  const state = await gateway.ready()
  if (!state.ready) console.error(`The gateway is not ready: ${state.reason}`)
  console.log(announcement({ baseUrl: gateway.url, token: options.token, slapd, password }))
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
