/** One observation of each kind, each with a canary wherever an error or a URL could carry a secret. */
import type { Observation } from '../../src/observe/observation.ts'

export const canary = 'canary-7f3a'

const cause = Object.assign(new Error(`${canary}\n    at ${canary}`, { cause: new Error(canary) }), {
  name: 'InvalidCredentialsError',
  code: 49,
  dn: canary,
})

const url = `ldaps://admin:${canary}@ldap.example:636/dc=x?${canary}`

/** A record, so that a new kind does not compile before it is tested. */
const byKind: { readonly [Kind in Observation['kind']]: Observation } = {
  request: {
    kind: 'request',
    requestId: 'r1',
    method: 'GET',
    route: '/Users/:id',
    status: 200,
    durationMs: 12.345,
    client: 'hr',
  },
  denied: { kind: 'denied', requestId: 'r1', reason: 'invalid-token' },
  limited: { kind: 'limited', client: 'hr', limit: 'rate' },
  unexpected: { kind: 'unexpected', requestId: 'r1', cause },
  'session-opened': { kind: 'session-opened', url },
  'session-lost': { kind: 'session-lost', url, cause },
  'session-failed': { kind: 'session-failed', url, cause },
  'server-used': { kind: 'server-used', url, takesWrites: false },
  'server-behind': { kind: 'server-behind', url, seconds: 1.5, isNews: true },
  'circuit-opened': { kind: 'circuit-opened', cause },
  'circuit-closed': { kind: 'circuit-closed' },
  'search-planned': { kind: 'search-planned', exact: false, resourceType: 'User' },
  'write-retried': { kind: 'write-retried', attempt: 2, reason: 'assertion-failed' },
  'reference-left': { kind: 'reference-left' },
  'referral-ignored': { kind: 'referral-ignored', url },
  'referral-refused': { kind: 'referral-refused', url, reason: 'not-listed' },
  'reservation-taken-over': { kind: 'reservation-taken-over' },
  'unique-by-search': { kind: 'unique-by-search', resourceType: 'User', attributes: ['userName'] },
  change: {
    kind: 'change',
    client: 'hr',
    address: '192.0.2.7',
    requestId: 'r1',
    operation: 'patch',
    resourceType: 'Group',
    resourceId: 'g-1',
    attributes: ['members'],
    linked: [{ attribute: 'members', added: ['u-1'], removed: [] }],
    before: 'W/"1"',
    after: 'W/"2"',
    outcome: 'done',
  },
  'audit-failed': { kind: 'audit-failed', cause },
  'leaver-kept-name': { kind: 'leaver-kept-name', resourceId: 'u-1', client: 'entra', requestId: 'r1' },
  'deactivation-lost': { kind: 'deactivation-lost', resourceId: 'u-1', client: 'entra', requestId: 'r1' },
  'login-braked': { kind: 'login-braked', by: 'name' },
  'rule-softened': { kind: 'rule-softened', rule: 'emptyGroups', meaning: 'a Group may have no members' },
  'reference-kept-aside': { kind: 'reference-kept-aside' },
  'references-hidden': { kind: 'references-hidden', count: 3 },
  'attributes-ignored': { kind: 'attributes-ignored', requestId: 'r1', names: ['nickName'], client: 'hr' },
  'token-used': { kind: 'token-used', client: 'hr', token: 'AbCdEfGh', at: 1_800_000_000_000, isFirstOfDay: true },
  'token-expiring': { kind: 'token-expiring', client: 'hr', token: 'AbCdEfGh', expires: 1_800_000_000_000 },
  'token-issued': { kind: 'token-issued', client: 'hr', method: 'private_key_jwt', scope: 'scim' },
  'authority-asked': { kind: 'authority-asked', url: `https://admin:${canary}@idp.example/keys?${canary}` },
  'authority-spared': { kind: 'authority-spared', url: `https://idp.example/ask?${canary}` },
  'authority-failed': { kind: 'authority-failed', url: `https://idp.example/keys?${canary}`, cause },
  'signing-key-made': { kind: 'signing-key-made' },
  'brake-held': { kind: 'brake-held', client: 'hr', since: 0, what: 'deletes User', limit: 10 },
  'brake-refused': { kind: 'brake-refused', client: 'hr', what: 'deletes User' },
  'brake-off': { kind: 'brake-off', client: 'okta' },
  'brake-released': { kind: 'brake-released', client: 'hr' },
  'brake-counted': {
    ...{ kind: 'brake-counted', client: 'hr', what: 'deletes', resourceType: 'User', count: 1 },
  },
  'brake-forgetful': { kind: 'brake-forgetful' },
  'protected-found': { kind: 'protected-found', entries: 3, members: 2, isConfigSeen: true, unnamed: 0 },
  ready: { kind: 'ready' },
  'not-ready': { kind: 'not-ready', reason: 'the directory does not answer', cause },
  started: { kind: 'started', url: 'http://127.0.0.1:8080/scim/v2' },
  reloaded: { kind: 'reloaded', opened: ['acme'], closed: [] },
  'reload-failed': { kind: 'reload-failed', problems: [{ where: 'scimdap.yaml:3:1', message: 'limit: no option' }] },
  stopped: { kind: 'stopped' },
}

export const observations: readonly Observation[] = Object.values(byKind)
