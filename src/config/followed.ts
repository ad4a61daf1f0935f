/** Followed: the servers to which referrals may lead; as whom the gateway binds there, and what must hold of each. */
import type { Reader } from './caller-secrets.ts'
import type { FollowedConfig } from './config.ts'
import { credentialFindings } from './credentials.ts'
import { type Finding, found } from './finding.ts'
import { firstLine } from './first-line.ts'
import { isPlainNetwork } from './loopback.ts'
import type { Path } from './problem.ts'
import type { Settings } from './settings.ts'

type Directory = Settings['directory']
type Followed = Directory['followed'][number]

/** `own`: of the main server, for those that are given none: they are listed, so that it is the operator who sends them there. */
export const readFollowed = (
  { followed, tls }: Directory,
  own: Pick<FollowedConfig, 'bindDn' | 'password' | 'tls'>,
  { read, report }: Reader,
): readonly FollowedConfig[] =>
  followed.map((server, index) => {
    const path = ['directory', 'followed', index]
    const password = server.password ?? firstLine(read([...path, 'passwordFile'], server.passwordFile))
    if (password === '') report([...path, 'passwordFile'], 'names a file without a password in its first line')
    const { startTls, verify, servername } = server.tls ?? tls
    const certificates = {
      ca: read([...path, 'tls', 'caFile'], server.tls?.caFile),
      cert: read([...path, 'tls', 'certFile'], server.tls?.certFile),
      key: read([...path, 'tls', 'keyFile'], server.tls?.keyFile),
    }
    const { urls, names = [], bindDn } = server
    return {
      ...{ urls, names },
      ...(hasCredentials(server) ? { bindDn, password } : { bindDn: own.bindDn, password: own.password }),
      // A name in a certificate is that of one server.
      tls:
        server.tls === undefined
          ? { ...own.tls, servername: undefined }
          : { startTls, verify, servername, ...certificates },
    }
  })

export const checkFollowed = ({ directory }: Pick<Settings, 'directory'>): readonly Finding[] => {
  const { referrals, followed } = directory
  const path = ['directory', 'followed']
  return [
    ...found(
      referrals === 'follow' && followed.length === 0,
      ['directory', 'referrals'],
      'needs directory.followed: no server is asked, and none is sent a password, that is not listed there',
    ),
    ...found(referrals !== 'follow' && followed.length > 0, path, 'is of no use without directory.referrals: follow'),
    ...followed.flatMap((server, index) => [
      ...checkClear(server, directory, [...path, index]),
      ...checkCredentials(server, directory, [...path, index]),
    ]),
    ...checkNames(directory),
  ]
}

const hasCredentials = ({ bindDn, password, passwordFile, tls }: Followed): boolean =>
  [bindDn, password, passwordFile, tls?.certFile].some((given) => given !== undefined)

const checkClear = (server: Followed, { allowPlaintext, tls }: Directory, path: Path): readonly Finding[] => {
  if (allowPlaintext || (server.tls ?? tls).startTls) return []
  const message =
    'the bind password would cross the network in clear: use ldaps:// (and names for how referrals call it), StartTLS, or directory.allowPlaintext: true'
  return server.urls.flatMap((url, index) => found(isPlainNetwork(url), [...path, 'urls', index], message))
}

const checkCredentials = (server: Followed, directory: Directory, path: Path): readonly Finding[] =>
  credentialFindings(server, {
    ...{ path, prefix: '', tls: server.tls ?? directory.tls },
    isOwn: hasCredentials(server) || directory.bindDn === undefined,
  })

/** Whom a referral means must be plain. */
const checkNames = ({ urls, followed }: Directory): readonly Finding[] => {
  const seen = new Set(urls.map(addressOf))
  return followed.flatMap((server, index) => {
    const own = (['urls', 'names'] as const).flatMap((option) =>
      (server[option] ?? []).map((url, at) => ({
        path: ['directory', 'followed', index, option, at],
        key: addressOf(url),
      })),
    )
    const taken = own.filter(({ key }) => seen.has(key))
    for (const { key } of own) seen.add(key)
    return taken.map(({ path }) => ({ path, message: 'is the address of a server that stands above it' }))
  })
}

const addressOf = (url: string): string => {
  const address = url.replace(/\/$/, '').toLowerCase()
  if (address.startsWith('ldapi:') || /:\d+$/.test(address)) return address
  return `${address}:${address.startsWith('ldaps:') ? 636 : 389}`
}
