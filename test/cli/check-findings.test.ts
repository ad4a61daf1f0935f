import { describe, expect, it } from 'vitest'
import { findingsOf } from '../../src/check/check.ts'
import type { Facts } from '../../src/check/facts.ts'
import { failureOf } from '../../src/check/failure.ts'
import { bySeverity, type Finding, isServable } from '../../src/check/finding.ts'
import { printReport } from '../../src/cli/check-report.ts'
import { DirectoryError } from '../../src/directory/directory.ts'

const facts = (servers: Facts['servers']): Facts => ({
  account: 'cn=scimdap,dc=example,dc=com',
  servers,
  cleaning: { base: undefined, types: [] },
  shipped: { definitions: [], indexes: [], access: [] },
  seen: undefined,
})

describe('why a directory does not answer', () => {
  it.each([
    [
      new DirectoryError('unavailable', 'away', { cause: new Error('connect ECONNREFUSED') }),
      'unreachable',
      'connect ECONNREFUSED',
    ],
    [
      new DirectoryError('unavailable', 'away', {
        cause: new DirectoryError(49, 'LDAP result 49', { diagnostic: 'cn=a' }),
      }),
      'refused',
      'invalidCredentials (49)',
    ],
    [new DirectoryError(13, 'LDAP result 13'), 'refused', 'confidentialityRequired (13)'],
    [new DirectoryError(50, 'LDAP result 50'), 'forbidden', 'insufficientAccessRights (50)'],
    [new DirectoryError(4, 'LDAP result 4'), 'limit', 'sizeLimitExceeded (4)'],
    [
      Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' }),
      'certificate',
      'DEPTH_ZERO_SELF_SIGNED_CERT: self-signed certificate',
    ],
    ['nothing', 'unreachable', 'no answer'],
  ])('is read from %s', (error, kind, words) => {
    expect(failureOf(error)).toMatchObject({ kind, words })
  })

  it('is found though an error is its own cause', () => {
    const error = new Error('round')
    error.cause = error

    expect(failureOf(error)).toEqual({ kind: 'unreachable', words: 'round' })
  })
})

describe('findings about servers', () => {
  it('tell a certificate that is not trusted and a password in clear', () => {
    const failure = { kind: 'certificate', words: 'CERT_HAS_EXPIRED: certificate has expired' } as const

    const findings = findingsOf(facts([{ url: 'ldap://ldap.example.com', isPlain: true, failure }]))

    expect(findings.map(({ id, severity }) => [id, severity])).toEqual([
      ['certificate-refused', 'error'],
      ['plain-connection', 'warning'],
    ])
  })
})

describe('the report of scimdap check', () => {
  const finding: Finding = {
    id: 'size-limit',
    severity: 'warning',
    what: 'Lists are cut.',
    means: 'Clients get 400.',
    remedy: {
      target: 'config',
      ldif: 'dn: cn=config\nchangetype: modify\nadd: olcSizeLimit\nolcSizeLimit: unlimite\n d\n-\n',
    },
  }
  const error: Finding = { id: 'base-missing', severity: 'error', what: 'No base.', means: 'Nothing works.' }

  it('has the worst first, and LDIF that can be pasted into a shell, each only once', () => {
    expect(printReport(facts([]), bySeverity([finding, finding, error]))).toBe(`Account  cn=scimdap,dc=example,dc=com

ERROR: base-missing
  No base.
  Nothing works.

Warning: size-limit
  Lists are cut.
  Clients get 400.
  Mend it with:

ldapmodify -Q -Y EXTERNAL -H ldapi:/// <<'LDIF'
dn: cn=config
changetype: modify
add: olcSizeLimit
olcSizeLimit: unlimite
 d
-
LDIF

Warning: size-limit
  Lists are cut.
  Clients get 400.
  Mended by the LDIF above (size-limit).

1 error, 2 warnings. \`scimdap serve\` would not work right.
`)
  })

  it('counts only errors against serve', () => {
    expect([isServable([]), isServable([finding]), isServable([finding, error])]).toEqual([true, true, false])
  })
})
