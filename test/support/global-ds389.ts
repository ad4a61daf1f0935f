/** Before the suites of 389 Directory Server: it is installed where that is possible. */
import { installDs389 } from './install-ds389.ts'

export const setup = installDs389
