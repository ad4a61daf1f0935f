/** Basic: a person's user name and password, tried by a bind to the directory. RFC 7617 */
import { createHmac, randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { DenialReason } from '../observe/observation.ts'
import type { Acting } from '../operations/scope.ts'
import { type Authenticate, AuthenticationError } from './authenticate.ts'
import type { LoginBrake } from './login-brake.ts'
import type { Principal } from './principal.ts'

export interface BasicOptions {
  /** What whoever logs in is for the service. */
  readonly client: Pick<Principal, 'client' | 'grant'>
  /** The id of who has logged in; undefined: nobody has. Throws where the directory cannot say. */
  readonly logIn: (given: { client: string; userName: string; password: string }) => Promise<string | undefined>
  readonly brake: LoginBrake
  /** For how long a login need not be tried again; 0: each request is a bind. */
  readonly cacheMs: number
  /** The directory is to see the person; undefined: the gateway. */
  readonly actsAt?: Acting['endpoints'] | undefined
}

export const basicChallenge = 'Basic realm="scimdap", charset="UTF-8"'

export const isBasic = (authorization: string | undefined): boolean => /^basic(?: |$)/i.test(authorization ?? '')

/** Rejects with AuthenticationError, 429, or what kept the directory from answering. */
export const createBasic = ({ client, logIn, brake, cacheMs, actsAt }: BasicOptions): Authenticate => {
  const key = randomBytes(32)
  /** Logins that worked, by a hash that nobody can compute outside of this process. */
  const known = new LRUCache<string, string>({ max: 10_000, ttl: Math.max(1, cacheMs) })

  return async ({ authorization, connection }) => {
    const { userName, password } = pairIn(authorization)
    const mark = createHmac('sha256', key)
      .update(JSON.stringify([userName, password]))
      .digest('base64url')
    const id = (cacheMs > 0 ? known.get(mark) : undefined) ?? (await attempt())
    if (cacheMs > 0) known.set(mark, id, { noUpdateTTL: true })
    // By its id, which follows it when it is renamed and is never another one's.
    const person = { kind: 'attribute', attribute: 'id', value: id } as const
    if (actsAt === undefined) return { ...client, person }
    // The password is needed for as long as the request takes, to bind as the person.
    return {
      ...client,
      person,
      acting: { person, by: { kind: 'bound', password: () => password, key: mark }, endpoints: actsAt },
    }

    async function attempt(): Promise<string> {
      const forgive = await brake.admit(userName, connection.address)
      const found = await logIn({ client: client.client, userName, password }).catch((thrown: unknown) => {
        // Whoever finds the directory away has guessed nothing.
        forgive()
        throw thrown
      })
      if (found === undefined) throw refused('invalid-password')
      forgive()
      return found
    }
  }
}

/** A password of more than 1 kB is nobody's. */
const longest = 4_096

const pairIn = (authorization = ''): { readonly userName: string; readonly password: string } => {
  const [, encoded = ''] = /^basic +([A-Za-z0-9+/]+={0,2})$/i.exec(authorization) ?? []
  const [, userName = '', password = ''] = /^([^:]*):(.*)$/s.exec(decoded(encoded) ?? '') ?? []
  const isReadable = authorization.length <= longest && !/\p{Cc}/u.test(userName + password)
  // An empty password binds nobody, and servers call that a success: RFC 4513 §5.1.2
  if (!isReadable || userName === '' || password === '') throw refused('malformed-credentials')
  return { userName, password }
}

const decoded = (base64: string): string | undefined => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64'))
  } catch {
    return undefined
  }
}

/** One answer for a wrong name, a wrong password, and whoever is locked or must choose another password first. */
const refused = (reason: DenialReason): AuthenticationError =>
  new AuthenticationError(reason, 'The user name or the password is not valid', basicChallenge)
