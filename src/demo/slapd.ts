/** startSlapd: an OpenLDAP server of our own on loopback, full of what one wants, gone without a trace when stopped. */
import { findSlapd } from './install-slapd.ts'
import type { Slapd } from './running-slapd.ts'
import { isEngineThere, startContainer } from './slapd-container.ts'
import { startLocal } from './slapd-local.ts'
import type { SlapdOptions } from './slapd-options.ts'

/**
 * On this machine, with a slapd that is installed or fetched; else in a container, where an engine answers.
 * `TEST_DIRECTORY=container` asks for the container.
 * @throws Error with one sentence that says what to install.
 */
export const startSlapd = async (options: SlapdOptions = {}): Promise<Slapd> =>
  (await isContainerWanted()) ? startContainer(options) : startLocal(options)

/** Makes sure that `startSlapd` will work: fetches what is missing. */
export const prepareSlapd = async (): Promise<void> => void (await isContainerWanted())

const isContainerWanted = async (): Promise<boolean> => {
  if (process.env.TEST_DIRECTORY === 'container') return true
  try {
    await findSlapd()
    return false
  } catch (error) {
    if (await isEngineThere()) return true
    throw error
  }
}
