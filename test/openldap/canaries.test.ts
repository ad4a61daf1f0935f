/** A canary in everything that a client sends: none of it may be in a log line, a label of a metric, or the audit trail. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../../src/demo/free-port.ts'
import { urn } from '../../src/scim/urn.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const canary = 'canary7c41e9'

let ldap: Openldap
let scim: GatewayProcess
let metricsPort: number
beforeAll(async () => {
  ldap = await startOpenldap()
  metricsPort = await freePort()
  scim = await startGatewayProcess(ldap, {
    overlay: {
      log: { level: 'debug' },
      metrics: { enabled: true, port: metricsPort },
      audit: { stdout: true },
      profile: 'provisioning',
    },
  })
})
afterAll(async () => {
  await scim.stop()
  await ldap.stop()
})

interface Described {
  readonly name: string
  readonly type: string
  readonly multiValued: boolean
  readonly mutability: string
  readonly canonicalValues?: readonly string[]
  readonly subAttributes?: readonly Described[]
}

let counted = 0
/** A value of the kind that an attribute wants, with the canary in it wherever there is room for it. */
const valueFor = (attribute: Described): unknown => {
  counted += 1
  const one = (): unknown => {
    switch (attribute.type) {
      case 'complex':
        return objectOf((attribute.subAttributes ?? []).filter(({ name }) => name !== '$ref' && name !== 'primary'))
      case 'boolean':
        return true
      case 'integer':
        return 7
      case 'dateTime':
        return '2026-01-01T00:00:00Z'
      case 'binary':
        return Buffer.from(canary).toString('base64')
      case 'reference':
        return `https://${canary}.example.com/${counted}`
      default:
        return attribute.name === 'value' && attribute.canonicalValues === undefined
          ? `${canary}.${counted}@example.com`
          : `${canary} ${counted}`
    }
  }
  return attribute.multiValued ? [one()] : one()
}

/** References want ids of resources: these are left to requests of their own. */
const objectOf = (attributes: readonly Described[]): Record<string, unknown> =>
  Object.fromEntries(
    attributes
      .filter(({ name, mutability }) => mutability !== 'readOnly' && !['manager', 'members', 'active'].includes(name))
      .map((attribute) => [attribute.name, valueFor(attribute)]),
  )

const schemas = async (): Promise<readonly { readonly id: string; readonly attributes: readonly Described[] }[]> =>
  (await scim.get('/Schemas')).body.Resources

/** All that `/Schemas` says a User may have. */
const wholeUser = async (userName: string) => {
  const known = await schemas()
  const core = known.find(({ id }) => id === urn.user)
  const extensions = known.filter(({ id }) => id.includes(':extension:'))
  return {
    schemas: [urn.user],
    ...objectOf(core?.attributes ?? []),
    ...Object.fromEntries(extensions.map(({ id, attributes }) => [id, objectOf(attributes)])),
    userName,
    password: `${canary}-Pass-1`,
    preferredLanguage: 'en',
    locale: 'en-US',
    timezone: 'Europe/Berlin',
  }
}

const patchOf = (...operations: readonly unknown[]) => ({ schemas: [urn.patchOp], Operations: operations })

describe('a canary in every field, header, token, password, path and filter', () => {
  it('is in no line of the log, no metric and no line of the audit trail', async () => {
    const statuses: number[] = []
    const send = async (method: string, path: string, options = {}) => {
      const answer = await scim.request(method, path, options)
      statuses.push(answer.status)
      return answer
    }
    const user = await wholeUser(`${canary}.user`)
    const created = await send('POST', '/Users', { body: user })
    expect(created.status, JSON.stringify(created.body)).toBe(201)
    const path = `/Users/${created.body.id}`
    // Twice: the directory names what is there already in its diagnostic.
    await send('POST', '/Users', { body: user })
    await send('PUT', path, { body: { ...user, title: `${canary} title` } })
    await send('PATCH', path, { body: patchOf({ op: 'replace', value: { nickName: `${canary} nick` } }) })
    await send('PATCH', path, { body: patchOf({ op: 'replace', path: 'userName', value: `${canary}.other` }) })
    await send('PATCH', path, {
      body: patchOf({ op: 'replace', path: `emails[value eq "${canary}"].value`, value: canary }),
    })
    await send('PATCH', path, { body: patchOf({ op: canary, path: canary, value: canary }) })
    await send('PATCH', path, { body: patchOf({ op: 'replace', path: 'password', value: canary.repeat(20) }) })
    await send('POST', '/Users', { body: { ...user, userName: `${canary}.\u0000` } })
    await send('POST', '/Users', { body: { ...user, userName: canary.repeat(200) } })
    const group = await send('POST', '/Groups', {
      body: {
        schemas: [urn.group],
        displayName: `${canary} group`,
        members: [{ value: created.body.id, display: canary }],
      },
    })
    expect(group.status).toBe(201)
    await send('POST', '/Groups', { body: { schemas: [urn.group], displayName: canary, members: [{ value: canary }] } })
    await send('PATCH', `/Groups/${group.body.id}`, {
      body: patchOf({ op: 'add', path: 'members', value: [{ value: canary }] }),
    })
    for (const filter of [
      `userName eq "${canary}"`,
      `title co "${canary}"`,
      `${canary} eq "x"`,
      `emails[value sw "${canary}"]`,
      `"${canary}`,
    ]) {
      await send('GET', `/Users?filter=${encodeURIComponent(filter)}&sortBy=${canary}&cursor=${canary}`)
      await send('GET', `/Users?filter=${encodeURIComponent(filter)}`)
      await send('POST', '/Users/.search', { body: { schemas: [urn.searchRequest], filter, [canary]: canary } })
    }
    await send('POST', '/Bulk', {
      body: {
        schemas: [urn.bulkRequest],
        Operations: [
          { method: 'POST', path: '/Users', bulkId: canary, data: { ...user, userName: `${canary}.bulk` } },
          { method: 'DELETE', path: `/Users/${canary}` },
          { method: canary, path: canary, data: canary },
        ],
      },
    })
    const headers = {
      'If-Match': `W/"${canary}"`,
      'X-Request-Id': canary,
      'User-Agent': canary,
      Prefer: canary,
      Cookie: canary,
    }
    await send('PUT', path, { body: user, headers })
    await send('GET', `/${canary}?${canary}=${canary}`, { headers })
    await send('GET', `/Users/${canary}`)
    await send('GET', '/Users', { token: canary })
    await send('GET', '/Users', {
      headers: { Authorization: `Basic ${Buffer.from(`${canary}:${canary}`).toString('base64')}` },
    })
    await send('POST', '/Users', { body: user, headers: { 'Content-Type': `text/${canary}` } })
    await send('DELETE', path)

    const seen = [scim.output(), await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text()]

    expect(statuses.filter((status) => status >= 500)).toEqual([])
    expect(new Set(statuses)).toEqual(new Set([200, 201, 204, 400, 401, 404, 409, 412, 415]))
    expect(scim.output()).toContain('"kind":"change"')
    expect(scim.output().split('\n').length).toBeGreaterThan(60)
    const told = [canary, Buffer.from(canary).toString('base64'), ldap.gatewayPassword, ldap.suffix]
    for (const text of seen) for (const secret of told) expect(text.toLowerCase()).not.toContain(secret.toLowerCase())
  })
})
