/** CallerSecrets: hashes, keys and secrets out of the files that the options of callers name. */
import type { JSONWebKeySet } from 'jose'
import { parsePublicKeys } from '../auth/keys/public-keys.ts'
import { parseSigningKeys } from '../auth/keys/signing-keys.ts'
import type { TokenHash } from '../auth/token-hash.ts'
import { firstLine } from './first-line.ts'
import type { Path } from './problem.ts'
import type { Settings } from './settings.ts'
import { hashesIn } from './token.ts'

/** Where public keys are. */
export type KeysConfig =
  | { readonly kind: 'remote'; readonly url: string }
  | { readonly kind: 'local'; readonly keys: JSONWebKeySet }

/** How clients may prove who they are. */
export interface CallersConfig {
  /** undefined: no token endpoint. */
  readonly oauth:
    | {
        /** Without a slash at its end. undefined: the public URL without `/scim/v2`. */
        readonly issuer: string | undefined
        readonly tokenSeconds: number
        /** One or several in PEM. undefined: one of this process alone. */
        readonly signingKeys: string | undefined
      }
    | undefined
  readonly issuers: readonly IssuerConfig[]
  readonly introspection: IntrospectionConfig | undefined
}

export type IssuerConfig = Omit<Settings['jwt'][number], 'audience' | 'jwksUri' | 'jwksFile'> & {
  readonly audience: readonly string[]
  readonly keys: KeysConfig
}

export type IntrospectionConfig = Omit<
  NonNullable<Settings['introspection']>,
  'audience' | 'clientSecret' | 'clientSecretFile'
> & { readonly audience: readonly string[]; readonly clientSecret: string }

/** Of one client. */
export interface ClientCallers {
  readonly oauth?: {
    readonly clientId: string
    readonly secretHashes: readonly TokenHash[]
    readonly keys: KeysConfig | undefined
  }
  readonly jwt?: NonNullable<Settings['clients'][number]['jwt']>
  readonly introspection?: NonNullable<Settings['clients'][number]['introspection']>
}

export interface Reader {
  /** undefined: there is none, or it cannot be read, which is reported. */
  readonly read: (path: Path, file: string | undefined) => string | undefined
  readonly report: (path: Path, message: string) => void
}

export const readCallers = ({ oauth, jwt, introspection }: Settings, reader: Reader): CallersConfig => ({
  oauth: oauth.enabled
    ? {
        issuer: oauth.issuer,
        tokenSeconds: oauth.tokenSeconds,
        signingKeys: readSigningKeys(oauth.signingKeyFile, reader),
      }
    : undefined,
  issuers: jwt.map(({ audience, jwksUri, jwksFile, ...issuer }, index) => ({
    ...issuer,
    audience: [audience].flat(),
    keys: readKeys(['jwt', index, 'jwksFile'], { uri: jwksUri, file: jwksFile }, reader) ?? noKeys,
  })),
  introspection: introspection && readIntrospection(introspection, reader),
})

export const readClientCallers = (
  { name, oauth, jwt, introspection }: Settings['clients'][number],
  index: number,
  reader: Reader,
): ClientCallers => {
  const path = ['clients', index, 'oauth']
  return {
    ...(oauth && {
      oauth: {
        clientId: oauth.clientId ?? name,
        secretHashes: [...oauth.secrets, ...readHashes([...path, 'secretFile'], oauth.secretFile, reader)],
        keys: readKeys([...path, 'keysFile'], { uri: oauth.jwksUri, file: oauth.keysFile }, reader),
      },
    }),
    ...(jwt && { jwt }),
    ...(introspection && { introspection }),
  }
}

/** Of a file of tokens or of hashes. */
export const readHashes = (path: Path, file: string | undefined, { read, report }: Reader): readonly TokenHash[] => {
  const text = read(path, file)
  const hashes = text === undefined ? [] : hashesIn(text)
  if (hashes === undefined)
    report(path, 'names a file with no token in it, or with a line that is neither token nor hash')
  return hashes ?? []
}

const noKeys: KeysConfig = { kind: 'local', keys: { keys: [] } }

const readKeys = (
  path: Path,
  { uri, file }: { readonly uri: string | undefined; readonly file: string | undefined },
  { read, report }: Reader,
): KeysConfig | undefined => {
  if (uri !== undefined) return { kind: 'remote', url: uri }
  const text = read(path, file)
  if (text === undefined) return undefined
  try {
    return { kind: 'local', keys: parsePublicKeys(text) }
  } catch (error) {
    report(path, `names a file that ${(error as Error).message}`)
    return undefined
  }
}

const readSigningKeys = (file: string | undefined, { read, report }: Reader): string | undefined => {
  const path = ['oauth', 'signingKeyFile']
  const text = read(path, file)
  try {
    if (text !== undefined) parseSigningKeys(text)
  } catch (error) {
    report(path, `names a file that ${(error as Error).message}`)
  }
  return text
}

const readIntrospection = (
  { clientSecret, clientSecretFile, audience, ...introspection }: NonNullable<Settings['introspection']>,
  { read, report }: Reader,
): IntrospectionConfig => {
  const path = ['introspection', 'clientSecretFile']
  const secret = clientSecret ?? firstLine(read(path, clientSecretFile))
  if (secret === '') report(path, 'names a file without a secret in its first line')
  return { ...introspection, audience: audience === undefined ? [] : [audience].flat(), clientSecret: secret ?? '' }
}
