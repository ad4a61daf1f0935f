/** credentialFindings: what must hold among the options by which the gateway binds to a server, the main one or one that it follows to. */
import { type Finding, found } from './finding.ts'
import type { Path } from './problem.ts'
import type { Settings } from './settings.ts'

type Server = Pick<Settings['directory'], 'urls' | 'bindDn' | 'password' | 'passwordFile'> & {
  readonly tls?: Pick<Settings['directory']['tls'], 'certFile' | 'keyFile'> | undefined
}

interface At {
  readonly path: Path
  /** Of the options in sentences. */
  readonly prefix: string
  /** Those in force, which may be another server's. */
  readonly tls: Pick<Settings['directory']['tls'], 'certFile'>
  /** It binds by what it is given itself. */
  readonly isOwn: boolean
}

export const credentialFindings = (
  { bindDn, password, passwordFile, tls: own, urls }: Server,
  { path, prefix, tls, isOwn }: At,
): readonly Finding[] => {
  const hasPassword = password !== undefined || passwordFile !== undefined
  const isExternal = tls.certFile !== undefined || urls.every((url) => /^ldapi:/i.test(url))
  return [
    ...found(
      password !== undefined && passwordFile !== undefined,
      [...path, 'passwordFile'],
      `stands beside ${prefix}password: only one of them is wanted`,
    ),
    ...found(bindDn !== undefined && !hasPassword, [...path, 'bindDn'], 'needs a password or a passwordFile beside it'),
    ...found(bindDn === undefined && hasPassword, [...path, 'bindDn'], 'is needed beside the password'),
    ...found(
      isOwn && bindDn === undefined && !hasPassword && !isExternal,
      [...path, 'bindDn'],
      `is needed: without it the gateway can only bind by EXTERNAL, over ldapi:// or with ${prefix}tls.certFile`,
    ),
    ...found(
      (own?.certFile === undefined) !== (own?.keyFile === undefined),
      [...path, 'tls', own?.certFile === undefined ? 'keyFile' : 'certFile'],
      'certFile and keyFile are only useful together',
    ),
  ]
}
