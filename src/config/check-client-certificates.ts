/** checkClientCertificates: what must hold between the options of client certificates. docs/client-certificates.md */
import { ruleKey } from '../auth/certificates.ts'
import { type Finding, found } from './finding.ts'
import type { Settings } from './settings.ts'

export const checkClientCertificates = ({ listen, clients }: Settings): readonly Finding[] => {
  const { tls, clientCertificateHeader: header } = listen
  const isSeen = tls?.clientCaFile !== undefined || header !== undefined
  const isByName = clients.some(({ certificates }) => certificates.some(({ fingerprint }) => fingerprint === undefined))
  return [
    ...found(
      tls?.requireClientCertificate === true && tls.clientCaFile === undefined,
      ['listen', 'tls', 'requireClientCertificate'],
      'needs listen.tls.clientCaFile: who may have issued such certificates',
    ),
    ...found(
      header !== undefined && !listen.behindProxy,
      ['listen', 'clientCertificateHeader'],
      'is for listen.behindProxy: true alone: nobody but a proxy may say which certificate a client has',
    ),
    ...found(
      header !== undefined && header.caFile === undefined && isByName,
      ['listen', 'clientCertificateHeader'],
      'needs a caFile, since clients are known by subject or san: some proxies hand certificates on that anybody has issued',
    ),
    ...clients.flatMap(({ certificates, require }, index) => [
      ...found(
        certificates.length > 0 && !isSeen,
        ['clients', index, 'certificates'],
        'are never seen: configure listen.tls.clientCaFile, or listen.clientCertificateHeader behind a proxy',
      ),
      ...found(
        require === 'both' && certificates.length === 0,
        ['clients', index, 'require'],
        'both needs certificates',
      ),
    ]),
    ...sharedCertificates(clients),
  ]
}

/** Nobody could tell whose it is. */
const sharedCertificates = (clients: Settings['clients']): readonly Finding[] => {
  const owners = new Map<string, string>()
  return clients.flatMap(({ name, certificates }, index) =>
    certificates.flatMap((rule, at) => {
      const owner = owners.get(ruleKey(rule)) ?? name
      owners.set(ruleKey(rule), owner)
      return found(
        owner !== name,
        ['clients', index, 'certificates', at],
        `is a certificate of client ${owner} already`,
      )
    }),
  )
}
