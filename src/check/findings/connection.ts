/** Findings about servers: reached or not, trusted or not, in clear or not. */
import type { Facts, ServerFact } from '../facts.ts'
import type { Finding } from '../finding.ts'

export const connectionFindings = ({ servers, seen }: Facts): readonly Finding[] => [
  ...servers.flatMap((server) => failureFinding(server, seen !== undefined)),
  ...servers.filter(({ isPlain }) => isPlain).map(plainFinding),
]

const failureFinding = ({ url, failure }: ServerFact, isServed: boolean): readonly Finding[] => {
  if (failure === undefined) return []
  const { words } = failure
  if (failure.kind === 'certificate') {
    return [
      {
        id: 'certificate-refused',
        severity: isServed ? 'warning' : 'error',
        what: `The certificate of ${url} is not trusted: ${words}.`,
        means: 'The gateway does not talk to a server that it cannot be sure of.',
        advice:
          'Name the certificate of its authority in directory.tls.caFile, and the name in it in directory.tls.servername.',
      },
    ]
  }
  if (failure.kind === 'refused') {
    return [
      {
        id: 'bind-refused',
        severity: isServed ? 'warning' : 'error',
        what: `${url} refuses the account of the gateway: ${words}.`,
        means: 'Every request is answered with 503.',
        advice:
          'Look at directory.bindDn and at the password. slapd says 49 for a wrong password, for an account that does not exist, and for one that nobody may bind as (olcAccess to attrs=userPassword by anonymous auth).',
      },
    ]
  }
  return [
    {
      id: isServed ? 'server-unreachable' : 'directory-unreachable',
      severity: isServed ? 'warning' : 'error',
      what: `${url} does not answer: ${words}.`,
      means: isServed
        ? 'Another server is used; this one could not take over from it.'
        : 'Every request is answered with 503 until it does.',
      advice: 'Look at directory.urls, at the network, and whether slapd runs.',
    },
  ]
}

const plainFinding = ({ url }: ServerFact): Finding => ({
  id: 'plain-connection',
  severity: 'warning',
  what: `${url} is asked without TLS.`,
  means: 'The password of the gateway and everything that it reads cross the network in clear.',
  advice: 'Use ldaps://, or set directory.tls.startTls.',
})
