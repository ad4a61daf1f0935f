/** issuerOf: where the gateway's own token endpoint is, unless the operator says otherwise: beside `/scim/v2`, or below another base path. */
import { prefixOf } from './tenants.ts'

/** `url`: of the service, without a slash at its end. */
export const issuerOf = (url: string): string => new URL(url).origin + prefixOf(url)
