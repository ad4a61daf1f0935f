/** Before the suites on OpenLDAP 2.6: it is fetched once, or the run fails with the sentence that says why it cannot be had. */
import { installOpenldap26 } from './install-openldap26.ts'

export const setup = installOpenldap26
