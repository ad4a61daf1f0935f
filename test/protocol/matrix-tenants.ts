/** The tenants of the permission matrix: what a caller of one asks is asked by a caller of the other as well, who must learn and change nothing. */
import { expect } from 'vitest'
import { openGateway } from '../../src/app.ts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { loadGateway } from '../../src/config/load-gateway.ts'
import { tenantUrl } from '../../src/config/tenants.ts'
import { type Answer, clientOf, configurationFor } from '../support/gateway.ts'
import { type Caller, callers } from './permission-cells.ts'
import type { Stage } from './support.ts'

export interface MatrixTenants {
  /** The answer at the tenant of the matrix. @throws where anybody of the other tenant gets more than a stranger or an empty directory gives */
  asked(caller: Caller, method: string, path: string, body?: unknown): Promise<Answer>
  close(): Promise<void>
}

/** Callers of equal names, with tokens and rights of their own tenant's. */
export const tokenAt = (tenant: string, { name }: Pick<Caller, 'name'>): string => `${tenant}-${name}`.padEnd(43, '0')

export const callersAt = (tenant: string) =>
  callers.map((caller) => ({
    ...{ name: caller.name, tokens: [hashToken(tokenAt(tenant, caller))] },
    ...caller.configured,
  }))

/** `globex` has a branch of its own in which nobody is. `overlay`: of both. */
export const openMatrixTenants = async (
  { ldap, admin }: Pick<Stage, 'ldap' | 'admin'>,
  overlay: (suffix: string) => Readonly<Record<string, unknown>>,
): Promise<MatrixTenants> => {
  const branch = `ou=globex,${ldap.suffix}`
  for (const dn of [branch, `ou=people,${branch}`, `ou=groups,${branch}`]) {
    await admin.add(dn, { objectClass: 'organizationalUnit' })
  }
  const tenantOf = (tenant: string, suffix: string) => {
    const { listen: _, log: __, ...options } = configurationFor(ldap, overlay(suffix))
    return { ...options, users: { base: `ou=people,${suffix}` }, clients: callersAt(tenant) }
  }
  const tenants = { acme: tenantOf('acme', ldap.suffix), globex: tenantOf('globex', branch) }
  const text = JSON.stringify({ listen: { host: '127.0.0.1', port: 0 }, log: { level: 'silent' }, tenants })
  const gateway = await openGateway(loadGateway({ text, environment: {}, readFile: () => '' }))
  expect(await gateway.ready()).toEqual({ ready: true })
  const [acme, globex] = ['acme', 'globex'].map((name) => clientOf(tenantUrl(gateway.url, name)).request)
  if (acme === undefined || globex === undefined) throw new Error('two tenants are needed')

  const asked: MatrixTenants['asked'] = async (caller, method, path, body) => {
    const by = (tenant: string) => ({ token: tokenAt(tenant, caller), ...(body === undefined ? {} : { body }) })
    const strangers = [await acme(method, path, by('globex')), await globex(method, path, by('acme'))]
    expect(
      strangers.map(({ status }) => status),
      `${method} ${path} by a caller of another tenant`,
    ).toEqual([401, 401])
    if (namesSomebody.test(path)) {
      const { status, body: found } = await globex(method, path, by('globex'))
      const isNothing = status >= 400 || (status === 200 && found.totalResults === 0)
      expect(isNothing, `${method} ${path} at the other tenant: ${status}`).toBe(true)
    }
    return acme(method, path, by('acme'))
  }
  return { asked, close: () => gateway.close() }
}

/** By an id of the tenant of the matrix, in the path or in a filter. */
const namesSomebody = /[0-9a-f]{8}-[0-9a-f-]{27}/
