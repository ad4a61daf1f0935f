/** checkCallers: what must hold among the options by which clients prove who they are. */
import type { TokenHash } from '../auth/token-hash.ts'
import { type Finding, found } from './finding.ts'
import { issuerOf } from './issuer.ts'
import type { Path } from './problem.ts'
import type { Settings } from './settings.ts'

type Claims = NonNullable<Settings['introspection']>['requires']

export const checkCallers = (settings: Settings): readonly Finding[] => [
  ...settings.jwt.flatMap((_, index) => checkIssuer(settings, index)),
  ...checkIntrospection(settings),
  ...settings.clients.flatMap((_, index) => checkClient(settings, index)),
]

/** Whether a client can prove who it is by more than static tokens. */
export const provesItself = ({
  oauth,
  jwt,
  introspection,
}: Pick<Settings['clients'][number], 'oauth' | 'jwt' | 'introspection'>): boolean =>
  oauth !== undefined || jwt !== undefined || introspection !== undefined

const checkIssuer = ({ jwt, clients, oauth, publicUrl }: Settings, index: number): readonly Finding[] => {
  const { issuer, jwksUri, jwksFile } = jwt[index] as Settings['jwt'][number]
  const path = ['jwt', index]
  return [
    ...found((jwksUri === undefined) === (jwksFile === undefined), path, 'needs one of jwksUri and jwksFile'),
    ...found(jwt.findIndex((other) => other.issuer === issuer) < index, [...path, 'issuer'], 'is listed already'),
    ...found(
      oauth.enabled && issuer === (oauth.issuer ?? (publicUrl && issuerOf(publicUrl))),
      [...path, 'issuer'],
      'is the name of the gateway itself (oauth.issuer), whose tokens need no other keys',
    ),
    ...found(
      !clients.some((client) => client.jwt?.issuer === issuer),
      path,
      'no client has jwt.issuer with this issuer: nobody could call by its tokens',
    ),
  ]
}

const checkIntrospection = ({ introspection, jwt, clients }: Settings): readonly Finding[] => {
  if (introspection === undefined) return []
  const { clientSecret, clientSecretFile, issuer } = introspection
  const path = ['introspection']
  return [
    ...found(
      (clientSecret === undefined) === (clientSecretFile === undefined),
      [...path, 'clientSecretFile'],
      'is needed, or clientSecret, and not both',
    ),
    ...found(
      jwt.some((each) => each.issuer === issuer),
      [...path, 'issuer'],
      'is listed under jwt: a token is checked in one way',
    ),
    ...found(
      !clients.some((client) => client.introspection !== undefined),
      path,
      'no client has introspection.claims: nobody could call by these tokens',
    ),
  ]
}

const checkClient = (settings: Settings, index: number): readonly Finding[] => {
  const client = settings.clients[index] as Settings['clients'][number]
  const path = ['clients', index]
  return [
    ...client.tokens.flatMap((token, at) => checkTimes(token, [...path, 'tokens', at])),
    ...checkOAuthClient(settings, index),
    ...found(
      client.jwt !== undefined && !settings.jwt.some(({ issuer }) => issuer === client.jwt?.issuer),
      [...path, 'jwt', 'issuer'],
      'is none of the issuers listed under jwt',
    ),
    ...found(
      client.introspection !== undefined && settings.introspection === undefined,
      [...path, 'introspection'],
      'needs the section introspection, which says where tokens are asked about',
    ),
    ...checkClaims(settings, index, 'jwt'),
    ...checkClaims(settings, index, 'introspection'),
  ]
}

const checkTimes = (token: TokenHash, path: Path): readonly Finding[] => {
  if (typeof token === 'string') return []
  const { notBefore, expires } = token
  return found(
    notBefore !== undefined && expires !== undefined && notBefore >= expires,
    path,
    'is never good: it expires before it begins',
  )
}

const checkOAuthClient = ({ clients, oauth }: Settings, index: number): readonly Finding[] => {
  const { name, oauth: own } = clients[index] as Settings['clients'][number]
  if (own === undefined) return []
  const { secrets, secretFile, jwksUri, keysFile } = own
  const path = ['clients', index, 'oauth']
  const clientId = own.clientId ?? name
  return [
    ...secrets.flatMap((secret, at) => checkTimes(secret, [...path, 'secrets', at])),
    ...found(!oauth.enabled, path, 'needs oauth.enabled: true, which opens the token endpoint'),
    ...found(
      secrets.length === 0 && [secretFile, jwksUri, keysFile].every((each) => each === undefined),
      path,
      'needs secrets, a secretFile, a jwksUri or a keysFile',
    ),
    ...found(
      jwksUri !== undefined && keysFile !== undefined,
      [...path, 'keysFile'],
      'stands beside jwksUri: only one is wanted',
    ),
    ...found(
      clients.findIndex((other) => other.oauth && (other.oauth.clientId ?? other.name) === clientId) < index,
      path,
      `another client has the client id ${clientId} already`,
    ),
  ]
}

/** Tokens that have the claims of both would be nobody's. */
const checkClaims = ({ clients }: Settings, index: number, by: 'jwt' | 'introspection'): readonly Finding[] => {
  const own = clients[index]?.[by]
  if (own === undefined) return []
  const path = ['clients', index, by, 'claims']
  const rival = clients.find(
    (other, at) =>
      at !== index && other[by] !== undefined && isSame(own, other[by]) && isWithin(other[by].claims, own.claims),
  )
  return [
    ...found(Object.keys(own.claims).length === 0, path, 'names no claim: any token would do'),
    ...found(rival !== undefined, path, `a token with these claims is that of client ${rival?.name}, too`),
  ]
}

/** Of one issuer, or by introspection both. */
const isSame = (a: object, b: object): boolean =>
  ('issuer' in a ? a.issuer : undefined) === ('issuer' in b ? b.issuer : undefined)

const isWithin = (fewer: NonNullable<Claims>, more: NonNullable<Claims>): boolean =>
  Object.entries(fewer).every(([name, values]) => [values].flat().every((value) => [more[name]].flat().includes(value)))
