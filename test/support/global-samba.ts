/** Before the suites of Samba: it is installed where that is possible, and one domain is made that all of them copy. */
import { installSamba } from './install-samba.ts'
import { provisionedDomain } from './samba-domain.ts'

export const setup = async (): Promise<void> => {
  await installSamba()
  await provisionedDomain()
}
