/** Authorization: nobody comes in without a token, whatever the header holds. RFC 6750 §2.1 */
import fc from 'fast-check'
import { createAuthenticate } from '../../../src/auth/authenticate.ts'
import { createBearerTokens, hashToken } from '../../../src/auth/bearer-token.ts'
import { answerLater, isRefused, law, target } from '../target.ts'
import { anyCase, around } from '../texts.ts'

const token = 'a-token-of-the-client-0000000000000000000000'
const authenticate = createAuthenticate([
  createBearerTokens([
    {
      name: 'hr',
      tokenHashes: [
        hashToken(token),
        { hash: hashToken('over'), expires: Date.parse('2026-01-01') },
        { hash: hashToken('early'), notBefore: Date.parse('2999-01-01') },
      ],
      access: 'write',
    },
    { name: 'ada', tokenHashes: [hashToken('other')], access: 'read', userName: 'ada' },
  ]),
])

const scheme = anyCase(fc.constantFrom('Bearer', 'Bearer', 'Bearer', 'Basic', 'Digest', ''))
const header = fc
  .tuple(
    scheme,
    fc.constantFrom(' ', ' ', '  ', '\t', ''),
    fc.oneof(
      fc.constantFrom(
        token,
        'other',
        'over',
        'early',
        `${token}=`,
        `${token},${token}`,
        'x'.repeat(5_000),
        'eyJhbGciOiJub25lIn0.e30.',
      ),
      around(fc.constant(token)),
    ),
  )
  .map((parts) => parts.join(''))

export const authorization = target({
  name: 'authorization',
  files: ['src/auth/authenticate.ts'],
  inputs: fc.option(around(header), { nil: undefined }),
  check: async (given) => {
    const principal = await answerLater(async () =>
      authenticate({ authorization: given } as Parameters<typeof authenticate>[0]),
    )
    if (isRefused(principal)) {
      law(
        principal.status === 401 && /^Bearer /.test(principal.headers['WWW-Authenticate'] ?? ''),
        '401 with a challenge',
      )
      law(
        !principal.message.includes(token) && !JSON.stringify(principal.headers).includes(token),
        'no token comes back',
      )
      law(
        given === undefined || !/^Bearer a-token-of-the-client-0000000000000000000000$/.test(given),
        'a good token is taken',
      )
    } else
      law(
        /^bearer +(?:a-token-of-the-client-0000000000000000000000|other)$/i.test(given ?? ''),
        'only a good token is taken',
      )
  },
})
