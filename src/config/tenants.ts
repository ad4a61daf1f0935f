/** tenants: what an operator writes of them, and which options are of a tenant and which of the whole process. */
import * as v from 'valibot'
import { text } from './values.ts'

/** Letters and digits of a part of a host name: they stand in URLs, log lines and labels of metrics. */
export const tenantName = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** What the service at the base path itself is called wherever a name is needed. */
export const ownName = 'default'

const expected = 'expected names of tenants, each with a file or with options below it'

/** A file or options each. What the options are is looked at for each by itself, as it is for a process with one service. */
export const tenantOptions = v.record(
  v.string(),
  v.union([text, v.record(v.string(), v.unknown())], 'expected the name of a file, or options below it'),
  expected,
)

/** Of the process, whatever it serves. Everything else is a service's. */
export const processOptions = ['publicUrl', 'listen', 'audit', 'log', 'metrics', 'tenants', 'watch'] as const

/** With one of them the top level says that there is a service at the base path, beside the tenants. */
export const serviceOptions = ['directory', 'users', 'clients'] as const

/** What is above the base: `/idp` of `https://host/idp/scim/v2`; `/t/acme` of a tenant's URL, and everything of it is below that. */
export const prefixOf = (url: string): string => {
  const { pathname } = new URL(url)
  return pathname.replace(/\/$/, '').replace(/\/scim\/v2$/, '')
}

/** Of a tenant, beside the public URL of the whole: `https://host/idp/t/acme/scim/v2`. */
export const tenantUrl = (url: string, name: string): string =>
  `${new URL(url).origin}${prefixOf(url)}/t/${name}/scim/v2`
