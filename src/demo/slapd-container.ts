/** startContainer: the same slapd in a container, for a machine that has none and a Docker engine. Testcontainers */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectAs } from './connect.ts'
import { freePort } from './free-port.ts'
import { shippedFile } from './ldif.ts'
import type { Slapd } from './running-slapd.ts'
import { printConfig } from './slapd-config.ts'
import { accounts, checkAnswers, contentOf, createAddDatabase, decide } from './slapd-database.ts'
import type { DatabaseOptions, SlapdOptions } from './slapd-options.ts'

const home = '/scimdap'
const layout = { modulePath: '/usr/lib/ldap', schemaDir: '/etc/ldap/schema', scimdapSchema: `${home}/scimdap.ldif` }

/** Only asked where there is no slapd: the package is large. */
const testcontainers = () => import('testcontainers')

export const isEngineThere = async (): Promise<boolean> => {
  const { getContainerRuntimeClient } = await testcontainers()
  return getContainerRuntimeClient().then(
    () => true,
    () => false,
  )
}

/** The image is built once; `BASE_IMAGE` names another Debian to build it from. */
export const startContainer = async (options: SlapdOptions): Promise<Slapd> => {
  const database = decide(options, `${home}/db1`)
  const configPassword = randomBytes(12).toString('base64url')
  const [port, tlsPort] = [database.port ?? (await freePort()), await freePort()]
  const container = await startImage({ database, configPassword, port, tlsPort })
  const url = `ldap://127.0.0.1:${port}`
  const ready = () => untilAnswers(() => checkAnswers(url, database))
  await ready().catch(async (error: unknown) => {
    const said = await logOf(container.getId())
    await container.stop()
    throw new Error(`slapd did not start in its container: ${said.trim()}`, { cause: error })
  })
  let pid = await pidOf(container.getId())
  const own = accounts(database)
  const config = () => connectAs(url, 'cn=config', configPassword)
  const makeFolder = async (name: string) => {
    await container.exec(['mkdir', `${home}/${name}`])
    return `${home}/${name}`
  }
  return {
    ...own,
    ...{ url, port, config, ldapi: undefined, installation: undefined },
    tlsUrl: database.tls && `ldaps://localhost:${tlsPort}`,
    admin: () => connectAs(url, own.adminDn, own.adminPassword),
    addDatabase: createAddDatabase({ first: database, config, makeFolder }),
    log: () => logOf(container.getId()),
    kill: async () => void (await (await engineContainer(container.getId())).kill()),
    start: async () => {
      await (await engineContainer(container.getId())).start()
      await ready()
      pid = await pidOf(container.getId())
    },
    pid: () => pid,
    stop: once(async () => void (await container.stop())),
  }
}

interface Wanted {
  readonly database: DatabaseOptions
  readonly configPassword: string
  readonly port: number
  readonly tlsPort: number
}

const startImage = async ({ database, configPassword, port, tlsPort }: Wanted) => {
  const { GenericContainer, Wait } = await testcontainers()
  const base = process.env.BASE_IMAGE
  const image = await GenericContainer.fromDockerfile(fileURLToPath(new URL('slapd-image', import.meta.url)))
    .withBuildArgs(base === undefined ? {} : { BASE_IMAGE: base })
    .build('scimdap-slapd', { deleteOnExit: false })
  const { options, files } = await inContainer(database)
  return image
    .withCopyContentToContainer([
      { target: `${home}/config.ldif`, content: await printConfig(layout, options, configPassword) },
      { target: `${home}/content.ldif`, content: await text(contentOf(database)) },
      { target: layout.scimdapSchema, content: await readFile(shippedFile('scimdap.ldif'), 'utf8') },
      ...files,
    ])
    .withCommand(['/bin/sh', '-c', script(database)])
    .withExposedPorts({ container: 389, host: port }, { container: 636, host: tlsPort })
    .withWaitStrategy(Wait.forLogMessage('slapd starting'))
    .start()
}

/** Files that the options name, and the options with their paths in the container. */
const inContainer = async (options: DatabaseOptions) => {
  const files: { readonly target: string; readonly content: string }[] = []
  const bring = async (path: string): Promise<string> => {
    const target = `${home}/file${files.length}`
    files.push({ target, content: await readFile(path, 'utf8') })
    return target
  }
  const schemaFiles: string[] = []
  for (const path of options.schemaFiles ?? []) schemaFiles.push(await bring(path))
  const tls = options.tls && {
    certificate: await bring(options.tls.certificate),
    key: await bring(options.tls.key),
    ...(options.tls.ca !== undefined && { ca: await bring(options.tls.ca) }),
  }
  return { options: { ...options, schemaFiles, ...(tls && { tls }) }, files }
}

/** Loads at its first start only: after a kill the data is still there. `-d` writes to the container's log. */
const script = ({ logLevel, tls }: DatabaseOptions): string => `
set -e
cd ${home}
ulimit -n 4096
if [ ! -e config ]; then
  mkdir config db1
  slapadd -n0 -F config -l config.ldif
  slapadd -q -n1 -F config -l content.ldif
fi
exec slapd -F config -h "ldap://0.0.0.0:389 ${tls ? 'ldaps://0.0.0.0:636' : ''}" -d ${logLevel === 'stats' ? 'stats' : 'none'}
`

const once = (act: () => Promise<void>) => {
  let acting: Promise<void> | undefined
  return () => {
    acting ??= act()
    return acting
  }
}

const engineContainer = async (id: string) => {
  const { getContainerRuntimeClient } = await testcontainers()
  return (await getContainerRuntimeClient()).container.getById(id)
}

const pidOf = async (id: string): Promise<number | undefined> => (await (await engineContainer(id)).inspect()).State.Pid

const logOf = async (id: string): Promise<string> =>
  String(await (await engineContainer(id)).logs({ stdout: true, stderr: true, follow: false }))

const untilAnswers = async (check: () => Promise<void>): Promise<void> => {
  const deadline = Date.now() + 30_000
  for (;;) {
    const failure = await check().then(
      () => undefined,
      (error: unknown) => error,
    )
    if (failure === undefined) return
    if (Date.now() > deadline) throw failure
    await wait(50)
  }
}
