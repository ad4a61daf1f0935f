/** openGatewayTarget: the whole gateway over a real slapd, with a witness between the two. */
import type { Client } from 'ldapts'
import { interopToken, readToken, rfcToken, startGateway, type TestGateway, token } from '../support/gateway.ts'
import { startOpenldap } from '../support/openldap.ts'
import { anyRequest, type FuzzedRequest, marker } from './requests.ts'
import { law, lawOfEquals, type Target, target } from './target.ts'
import { openWitness, type Witness } from './witness.ts'

export interface GatewayTarget {
  readonly target: Target
  readonly witness: Witness
  /** How often each status was answered. */
  readonly statuses: ReadonlyMap<number, number>
  /** What is not the gateway's is as it was. To be asked at the end, too. */
  checkDirectory(): Promise<void>
  close(): Promise<void>
}

interface Stage {
  readonly scim: TestGateway
  readonly witness: Witness
  readonly secrets: readonly string[]
  readonly suffix: string
  readonly statuses: Map<number, number>
  /** Ids of resources that were made and not yet deleted. */
  readonly ids: string[]
}

export const openGatewayTarget = async (): Promise<GatewayTarget> => {
  const ldap = await startOpenldap()
  const witness = await openWitness({ directory: ldap.url, suffix: ldap.suffix, marker })
  const scim = await startGateway({ ...ldap, url: witness.url })
  const admin = await ldap.admin()
  const outside = () => entriesOutside(admin, ldap.suffix)
  const before = await outside()
  const secrets = [ldap.gatewayPassword, ldap.adminPassword, token, rfcToken, interopToken, readToken]
  const stage: Stage = { scim, witness, secrets, suffix: ldap.suffix, statuses: new Map(), ids: [] }
  const checkDirectory = async () => {
    lawOfEquals(await outside(), before, 'what is not the gateway’s is as it was')
    await checkPlaces(admin, ldap.suffix)
  }
  let requests = 0
  return {
    witness,
    statuses: stage.statuses,
    target: target<FuzzedRequest>({
      name: 'gateway',
      files: ['src/http', 'src/operations', 'src/mapping', 'src/directory', 'src/scim', 'src/tolerance', 'src/ldap'],
      isParser: false,
      inputs: anyRequest,
      check: async (request) => {
        await exchange(stage, request)
        if (++requests % 500 === 0) await checkDirectory()
      },
    }),
    checkDirectory,
    close: async () => {
      await scim.close()
      await witness.close()
      await admin.unbind()
      await ldap.stop()
    },
  }
}

const tokens: Readonly<Record<string, string>> = { write: token, rfc: rfcToken, interop: interopToken, read: readToken }

/** More would make every list longer. */
const mostResources = 60

const exchange = async (stage: Stage, fuzzed: FuzzedRequest): Promise<void> => {
  const { scim, witness, ids, statuses } = stage
  const id = ids[fuzzed.at % Math.max(1, ids.length)] ?? '0b9f3b6e-6d5c-4c6e-9a57-1d1f7f3ff001'
  const request = requestOf(scim.url, fuzzed, id)
  if (request === undefined) return
  const seenBefore = scim.observations.length
  const response = await scim.gateway.fetch(request)
  const text = await response.text()
  statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1)
  const told = `${request.method} ${request.url} ${JSON.stringify(fuzzed)} answered ${response.status} ${text.slice(0, 2_000)}`
  const unexpected = scim.observations.slice(seenBefore).find(({ kind }) => kind === 'unexpected')
  scim.observations.length = 0
  law(unexpected === undefined, `nothing unexpected: ${told} because of ${causeOf(unexpected)}`)
  const wrong = witness.take()
  law(wrong.length === 0, `the directory was asked what it may not be (${wrong.join('; ')}): ${told}`)
  checkAnswer(stage, response, { text, told })
  if (response.status === 201)
    ids.push(response.headers.get('Location')?.split('/').at(-1) ?? 'a creation without Location')
  if (response.status === 204 && request.method === 'DELETE') ids.splice(ids.indexOf(id), 1)
  if (response.status === 404 && ids.includes(id) && fuzzed.path.startsWith('/Users/{id}'))
    ids.splice(ids.indexOf(id), 1)
  if (ids.length > mostResources) await remove(stage, ids.shift() as string)
}

const causeOf = (unexpected: unknown): string => {
  const cause = (unexpected as { cause?: unknown } | undefined)?.cause
  return cause instanceof Error ? `${cause.stack} ${causeOf(cause)}` : String(cause)
}

const remove = async ({ scim }: Stage, id: string): Promise<void> => {
  for (const endpoint of ['Users', 'Groups']) {
    const headers = { Authorization: `Bearer ${token}` }
    await scim.gateway.fetch(new Request(`${scim.url}/${endpoint}/${id}`, { method: 'DELETE', headers }))
  }
}

/** undefined: no HTTP client would send it. */
const requestOf = (
  url: string,
  { method, path, headers, token: who, body }: FuzzedRequest,
  id: string,
): Request | undefined => {
  try {
    return new Request(`${url}${path.replaceAll('{id}', id).replaceAll('%7Bid%7D', id)}`, {
      method,
      headers: {
        Authorization: `Bearer ${tokens[who] ?? who}`,
        ...(body === undefined ? {} : { 'Content-Type': 'application/scim+json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body.replaceAll('{id}', id) }),
    })
  } catch {
    return undefined
  }
}

/** A resource, a list, nothing or a SCIM error: never 5xx but 501, never what is the server's own. */
const checkAnswer = (
  { secrets, suffix }: Stage,
  { status, headers }: Response,
  { text, told }: { readonly text: string; readonly told: string },
): void => {
  law(status < 500 || status === 501, `no fault of ours: ${told}`)
  law(headers.get('X-Request-Id') !== null, `each answer has an id: ${told}`)
  for (const secret of [...secrets, suffix, 'ou=people', 'node_modules', '.ts:'])
    law(!text.toLowerCase().includes(secret.toLowerCase()), `nothing of the server's own (${secret}): ${told}`)
  if (text === '') return
  law(headers.get('Content-Type') === 'application/scim+json', `JSON says that it is SCIM: ${told}`)
  const json = JSON.parse(text)
  if (status < 400) return
  lawOfEquals(json.schemas, ['urn:ietf:params:scim:api:messages:2.0:Error'], `an error is a SCIM error: ${told}`)
  law(
    json.status === String(status) && typeof json.detail === 'string' && json.detail !== '',
    `an error says which: ${told}`,
  )
}

const attributes = ['*', '+']

const entriesOutside = async (admin: Client, suffix: string): Promise<unknown> => {
  const { searchEntries } = await admin.search(suffix, { scope: 'sub', filter: '(objectClass=*)', attributes })
  return (
    searchEntries
      .filter(({ dn }) => !/,ou=(?:people|groups),/i.test(dn))
      // What moves by itself while entries come and go below.
      .map(({ contextCSN: _, hasSubordinates: __, ...entry }) => JSON.stringify(entry))
      .toSorted()
  )
}

/** Right below the places of people and groups, and nowhere else. */
const checkPlaces = async (admin: Client, suffix: string): Promise<void> => {
  for (const place of ['people', 'groups']) {
    const base = `ou=${place},${suffix}`
    const [below, within] = await Promise.all(
      (['one', 'sub'] as const).map(
        async (scope) =>
          (await admin.search(base, { scope, filter: '(objectClass=*)', attributes: ['1.1'] })).searchEntries.length,
      ),
    )
    law((within ?? 0) - (below ?? 0) === 1, `an entry of a client lies deeper than ${base}`)
  }
}
