/** openBrakes: the brakes of a gateway's clients as the configuration has them. They tell nothing until they begin. */
import { accessSync, constants, mkdirSync } from 'node:fs'
import type { Config, GatewayConfig } from '../config/config.ts'
import { errorCode } from '../config/error-code.ts'
import { ConfigError } from '../config/problem.ts'
import { ownName } from '../config/tenants.ts'
import type { Observe } from '../observe/observation.ts'
import { bookInMemory, type OpenBook } from '../operations/brake/book.ts'
import { type Brakes, type BrakesOptions, createBrakes } from '../operations/brake/brakes.ts'
import { bookIn } from '../operations/brake/folder.ts'

export interface BrakesToOpen {
  readonly config: Pick<Config, 'brake' | 'tenant'>
  /** Where no folder is configured; a configuration that is read again keeps what was counted. */
  readonly memory: OpenBook
  /** What each client has made itself of late. */
  readonly madeBy: NonNullable<BrakesOptions['madeBy']>
  readonly observe: Observe
  readonly now: () => number
}

export const openBrakes = ({
  config: { brake, tenant = ownName },
  memory,
  madeBy,
  observe,
  now,
}: BrakesToOpen): Brakes => {
  const { folder, clients, others } = brake
  return createBrakes({
    limitsOf: (client) => (clients.has(client) ? clients.get(client) : others),
    known: [...clients.keys()].map((client) => ({ tenant, client })),
    openBook: folder === undefined ? memory : bookIn(folder),
    madeBy,
    observe,
    now,
  })
}

/** One book for each client, as long as the process lasts. */
export const booksInMemory = (): OpenBook => {
  const books = new Map<string, ReturnType<OpenBook>>()
  return (name) => {
    const key = JSON.stringify([name.tenant, name.client])
    const book = books.get(key) ?? bookInMemory(name)
    books.set(key, book)
    return book
  }
}

/** Whether a restart would release whoever is held. */
export const isForgetful = ({ brake: { folder, clients, others } }: Pick<Config, 'brake'>): boolean =>
  folder === undefined && [others, ...clients.values()].some((limits) => limits !== undefined)

/** A folder that cannot be written would keep every delete from being done. @throws ConfigError that names the option */
export const requireBrakeFolder = ({ own, tenants }: Pick<GatewayConfig, 'own' | 'tenants'>): void => {
  const problems = [...(own === undefined ? [] : [own]), ...tenants.values()].flatMap(
    ({ tenant, brake: { folder } }) => {
      if (folder === undefined) return []
      try {
        mkdirSync(folder, { recursive: true, mode: 0o750 })
        accessSync(folder, constants.R_OK | constants.W_OK)
        return []
      } catch (cause) {
        const where = tenant === undefined ? 'brake.folder' : `tenant ${tenant}: brake.folder`
        return [{ where, message: `${folder} cannot be made, read or written (${errorCode(cause)})` }]
      }
    },
  )
  if (problems.length > 0) throw new ConfigError(problems)
}
