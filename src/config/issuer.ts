/** issuerOf: where the gateway's own token endpoint is, unless the operator says otherwise: beside `/scim/v2`, or below another base path. */

/** `url`: of the service, without a slash at its end. */
export const issuerOf = (url: string): string => url.replace(/\/scim\/v2$/, '')
