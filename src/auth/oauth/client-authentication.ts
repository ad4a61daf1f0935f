/** ClientAuthentication: which client a token request is from, and by what it proves that. RFC 6749 §2.3, RFC 7523 §2.2 */
import { decodeJwt } from 'jose'
import { AuthenticationError, refuseOutside } from '../authenticate.ts'
import type { KeySource } from '../keys/key-source.ts'
import { createFind, credentialOf, type TokenHash } from '../token-hash.ts'
import { type TellUse, untold } from '../token-use.ts'
import type { OAuthIdentity } from './access-tokens.ts'
import { assertionType, type VerifyAssertion } from './assertions.ts'
import { invalidClient, invalidRequest } from './oauth-error.ts'

export interface OAuthClient extends OAuthIdentity {
  /** Of its secrets; several while they are being exchanged. */
  readonly secretHashes: readonly TokenHash[]
  /** Of its assertions; undefined: it makes none. */
  readonly keys: KeySource | undefined
}

export const clientAuthenticationMethods = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'] as const

export interface TokenRequest {
  readonly authorization: string | undefined
  /** Each parameter once. */
  readonly form: ReadonlyMap<string, string>
}

export interface Proved {
  readonly client: OAuthClient
  readonly method: (typeof clientAuthenticationMethods)[number]
}

export interface AuthenticationOptions {
  readonly clients: readonly OAuthClient[]
  readonly verifyAssertion: VerifyAssertion
  readonly now: () => number
  readonly tellUse?: TellUse
}

/** Throws OAuthError; ScimError 503 where the keys of a client cannot be had. */
export const createAuthenticateClient = (options: AuthenticationOptions) => {
  const bySecret = createBySecret(options)
  const byAssertion = createByAssertion(options)
  return async ({ authorization, form }: TokenRequest): Promise<Proved> => {
    const basic = basicOf(authorization)
    const posted = form.get('client_secret')
    const assertion = form.get('client_assertion')
    if ([basic, posted, assertion].filter((each) => each !== undefined).length > 1) {
      throw invalidRequest('One way of authentication is wanted, and there are several')
    }
    if (assertion !== undefined) return { client: await byAssertion(assertion, form), method: 'private_key_jwt' }
    const clientId = form.get('client_id')
    if (basic !== undefined) {
      if (clientId !== undefined && clientId !== basic.clientId) throw invalidRequest('There are two client ids')
      return { client: bySecret(basic, true), method: 'client_secret_basic' }
    }
    if (clientId === undefined || posted === undefined) throw invalidClient(authorization !== undefined)
    return { client: bySecret({ clientId, secret: posted }, false), method: 'client_secret_post' }
  }
}

interface Shown {
  readonly clientId: string
  readonly secret: string
}

/** A secret is looked up like a token, whoever shows it: an unknown client takes as long as a known one. */
const createBySecret = ({ clients, now, tellUse = untold }: AuthenticationOptions) => {
  const find = createFind(
    clients.flatMap((client) => client.secretHashes.map((secretHash) => credentialOf(secretHash, client))),
  )
  return ({ clientId, secret }: Shown, isBasic: boolean): OAuthClient => {
    const found = find(secret)
    if (found === undefined || found.owner.clientId !== clientId) throw invalidClient(isBasic)
    try {
      refuseOutside(found, now())
    } catch (error) {
      if (error instanceof AuthenticationError) throw invalidClient(isBasic, error.reason)
      throw error
    }
    tellUse(found)
    return found.owner
  }
}

const createByAssertion = ({ clients, verifyAssertion }: AuthenticationOptions) => {
  const byId = new Map(clients.map((client) => [client.clientId, client]))
  return async (assertion: string, form: TokenRequest['form']): Promise<OAuthClient> => {
    if (form.get('client_assertion_type') !== assertionType) {
      throw invalidRequest(`client_assertion_type must be ${assertionType}`)
    }
    const clientId = subjectOf(assertion)
    if (form.has('client_id') && form.get('client_id') !== clientId) throw invalidClient(false)
    const client = clientId === undefined ? undefined : byId.get(clientId)
    if (client?.keys === undefined) throw invalidClient(false)
    try {
      await verifyAssertion(assertion, { clientId: client.clientId, keys: client.keys })
      return client
    } catch (error) {
      if (error instanceof AuthenticationError) throw invalidClient(false, error.reason)
      throw error
    }
  }
}

/** Whose keys to look at; believed when they fit. */
const subjectOf = (assertion: string): string | undefined => {
  try {
    const { sub } = decodeJwt(assertion)
    return typeof sub === 'string' ? sub : undefined
  } catch {
    return undefined
  }
}

/** Both parts are form-encoded before they are joined. RFC 6749 §2.3.1 */
const basicOf = (authorization: string | undefined): Shown | undefined => {
  if (authorization === undefined || !/^basic(?: |$)/i.test(authorization)) return undefined
  const encoded = /^basic +([\w+/-]+=*) *$/i.exec(authorization)?.[1]
  const [, clientId, secret] = /^([^:]*):(.*)$/s.exec(Buffer.from(encoded ?? '', 'base64').toString('utf8')) ?? []
  if (clientId === undefined || secret === undefined) throw invalidClient(true)
  try {
    return { clientId: formDecoded(clientId), secret: formDecoded(secret) }
  } catch {
    throw invalidClient(true)
  }
}

const formDecoded = (text: string): string => decodeURIComponent(text.replaceAll('+', ' '))
