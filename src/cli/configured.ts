/** configured: the configuration that a command was pointed at. */
import type { Command } from 'commander'
import type { Config } from '../config/config.ts'
import { fileVariable } from '../config/environment.ts'
import { loadConfig } from '../config/load.ts'
import { ConfigError } from '../config/problem.ts'
import type { World } from './command.ts'

export interface ConfigOption {
  readonly config?: string
}

export const addConfigOption = (command: Command): Command =>
  command.option('-c, --config <file>', `the YAML file (or ${fileVariable}; without one, the environment says it all)`)

/** @throws ConfigError */
export const configured = ({ config }: ConfigOption, { environment, readFile }: World): Config => {
  const file = config ?? (environment[fileVariable] || undefined)
  if (file !== undefined) return loadConfig({ file, environment, readFile })
  try {
    return loadConfig({ environment, readFile })
  } catch (error) {
    throw error instanceof ConfigError ? new ConfigError([noFile, ...error.problems]) : error
  }
}

const noFile = {
  where: '--config',
  message: `names no file, nor does ${fileVariable}: options come from the environment alone`,
}
