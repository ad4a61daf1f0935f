/** startLocal: slapd as a child process, in a temporary folder. */
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectAs, connectLdapi } from './connect.ts'
import { freePort } from './free-port.ts'
import { findSlapd } from './install-slapd.ts'
import { shippedFile } from './ldif.ts'
import type { Slapd } from './running-slapd.ts'
import { printConfig } from './slapd-config.ts'
import { accounts, checkAnswers, contentOf, createAddDatabase, decide } from './slapd-database.ts'
import { load } from './slapd-load.ts'
import type { DatabaseOptions, SlapdOptions } from './slapd-options.ts'
import { createSlapdProcess } from './slapd-process.ts'

export const startLocal = async (options: SlapdOptions): Promise<Slapd> => {
  const { folder, remove } = await temporaryFolder()
  try {
    const database = decide(options, join(folder, 'db1'))
    await mkdir(database.folder)
    return await startIn(folder, database, remove)
  } catch (error) {
    await remove()
    throw error
  }
}

const temporaryFolder = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'scimdap-slapd-'))
  // After its slapd was killed, which may have a file open for a moment yet.
  const removeAtExit = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
  process.on('exit', removeAtExit)
  const remove = async () => {
    await rm(folder, { recursive: true, force: true })
    process.removeListener('exit', removeAtExit)
  }
  return { folder, remove }
}

const startIn = async (folder: string, database: DatabaseOptions, remove: () => Promise<void>): Promise<Slapd> => {
  const installation = await findSlapd()
  const files = join(folder, 'config')
  await mkdir(files)
  const layout = { ...installation, scimdapSchema: fileURLToPath(shippedFile('scimdap.ldif')) }
  await load(installation, ['-n0', '-F', files], [await printConfig(layout, database)])
  if (database.tree !== false || database.load) {
    await load(installation, ['-q', '-n1', '-F', files], contentOf(database))
  }
  const port = database.port ?? (await freePort())
  const socket = database.ldapi ?? join(folder, 'ldapi')
  const tlsPort = database.tls && (await freePort())
  const [url, ldapi] = [`ldap://127.0.0.1:${port}`, `ldapi://${encodeURIComponent(socket)}`]
  const listeners = [url, ldapi, ...(tlsPort ? [`ldaps://127.0.0.1:${tlsPort}`] : [])]
  const logLevel = database.logLevel ?? 'none'
  const server = createSlapdProcess({ installation, folder, config: files, listeners, logLevel })
  const start = () => server.start(() => checkAnswers(url, database))
  await start()
  const own = accounts(database)
  const config = () => connectLdapi(socket)
  const makeFolder = async (name: string) => {
    await mkdir(join(folder, name))
    return join(folder, name)
  }
  return {
    ...own,
    ...{ url, port, ldapi, installation, config, start, log: server.log, kill: server.kill, pid: server.pid },
    tlsUrl: tlsPort ? `ldaps://localhost:${tlsPort}` : undefined,
    admin: () => connectAs(url, own.adminDn, own.adminPassword),
    addDatabase: createAddDatabase({ first: database, config, makeFolder }),
    stop: async () => {
      await server.stop()
      await rm(socket, { force: true })
      await remove()
    },
  }
}
