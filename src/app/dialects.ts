/** dialectsOf: how the requests of each configured client are read. */
import type { Config } from '../config/config.ts'
import { createDialect, type Dialect } from '../tolerance/dialect.ts'

/** By the name of a client; one that is not configured is read as the default has it. */
export const dialectsOf = ({ clients, limits }: Pick<Config, 'clients' | 'limits'>): ((client: string) => Dialect) => {
  const dialects = new Map(clients.map(({ name, dialect }) => [name, createDialect(dialect, limits)]))
  const usual = createDialect({ wire: 'tolerant' }, limits)
  return (client) => dialects.get(client) ?? usual
}
