/** Before the first test: a slapd is at hand, fetched once, or the run fails with the sentence that says what to do. */
import { findSlapd } from '../../src/demo/install-slapd.ts'

export const setup = async (): Promise<void> => {
  await findSlapd()
}
