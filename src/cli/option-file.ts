/** readOptionFile: the text of a file that an option of the command line names. */
import { errorCode } from '../config/error-code.ts'
import { ConfigError } from '../config/problem.ts'
import type { World } from './command.ts'

/** @throws ConfigError that names the option, and not the file: a secret may stand there by mistake */
export const readOptionFile = (file: string, option: string, readFile: World['readFile']): string => {
  try {
    return readFile(file)
  } catch (error) {
    throw wrongOption(option, `names a file that cannot be read (${errorCode(error)})`)
  }
}

export const wrongOption = (option: string, message: string): ConfigError =>
  new ConfigError([{ where: option, message }])
