/** configured: the configuration that a command was pointed at. */
import type { Command } from 'commander'
import type { Config, GatewayConfig } from '../config/config.ts'
import { fileVariable } from '../config/environment.ts'
import { loadGateway } from '../config/load-gateway.ts'
import { ConfigError } from '../config/problem.ts'
import { ownName } from '../config/tenants.ts'
import type { World } from './command.ts'
import { wrongOption } from './option-file.ts'

export interface ConfigOption {
  readonly config?: string
}

export const addConfigOption = (command: Command): Command =>
  command.option('-c, --config <file>', `the YAML file (or ${fileVariable}; without one, the environment says it all)`)

export interface TenantOption extends ConfigOption {
  readonly tenant?: string
}

/** For commands that speak of one directory. */
export const addTenantOption = (command: Command): Command =>
  addConfigOption(command).option('-t, --tenant <name>', 'whose directory; needed where the file has tenants')

/** @throws ConfigError */
export const configured = (
  { config }: ConfigOption,
  { environment, readFile }: Pick<World, 'environment' | 'readFile'>,
): GatewayConfig => {
  const file = config ?? (environment[fileVariable] || undefined)
  if (file !== undefined) return loadGateway({ file, environment, readFile })
  try {
    return loadGateway({ environment, readFile })
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError([noFile, ...error.problems]) : error
  }
}

/** @throws ConfigError, also where it is not said whose configuration is meant, or nobody has that name */
export const configuredTenant = (options: TenantOption, world: World): Config => {
  const { own, tenants } = configured(options, world)
  const names = [...(own !== undefined && tenants.size > 0 ? [ownName] : []), ...tenants.keys()]
  const { tenant } = options
  const config = tenant === undefined ? undefined : tenant === ownName ? own : tenants.get(tenant)
  if (config !== undefined) return config
  if (names.length > 0) {
    const wrong = tenant === undefined ? 'is needed' : `there is no ${JSON.stringify(tenant)}`
    throw wrongOption('--tenant', `${wrong}: the tenants are ${names.join(', ')}`)
  }
  if (tenant === undefined && own !== undefined) return own
  throw wrongOption('--tenant', 'is of no use: this configuration has no tenants')
}

const noFile = {
  where: '--config',
  message: `names no file, nor does ${fileVariable}: options come from the environment alone`,
}
