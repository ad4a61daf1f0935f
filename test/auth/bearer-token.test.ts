import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { createBearerTokens, hashToken } from '../../src/auth/bearer-token.ts'

const tokens = createBearerTokens([
  { name: 'hr', tokenHashes: [hashToken('hr-old'), hashToken('hr-new')], access: 'write' },
  { name: 'audit', tokenHashes: [hashToken('audit')], access: 'read' },
])

describe('bearer tokens', () => {
  it('are stored as the SHA-256 of the token', () => {
    const expected = createHash('sha256').update('päss').digest('base64url')

    expect(hashToken('päss')).toBe(`sha256:${expected}`)
  })

  it('name the client and what it may do', () => {
    expect(tokens('hr-old')).toEqual({ client: 'hr', grant: { read: true, write: true } })
    expect(tokens('audit')).toEqual({ client: 'audit', grant: { read: true, write: false } })
  })

  it('name the person where they are a person’s', () => {
    const ofPerson = createBearerTokens([
      { name: 'bj', tokenHashes: [hashToken('bj')], access: 'read', userName: '*)(uid=*' },
    ])

    expect(ofPerson('bj')).toEqual({
      client: 'bj',
      grant: { read: true, write: false },
      person: { kind: 'attribute', attribute: 'userName', value: '*)(uid=*' },
    })
    expect(tokens('audit')).not.toHaveProperty('person')
  })

  it('may be several for one client while they are exchanged', () => {
    expect(tokens('hr-new')).toEqual(tokens('hr-old'))
  })

  it.each(['', 'hr', 'HR-OLD', 'hr-old ', hashToken('hr-old'), '__proto__', 'constructor'])(
    'are not guessed from %j',
    (token) => {
      expect(tokens(token)).toBeUndefined()
    },
  )

  it('are none where no client is configured', () => {
    expect(createBearerTokens([])('')).toBeUndefined()
  })

  it.each([
    'hr-old',
    'sha256:',
    `sha256:${'A'.repeat(42)}`,
    `sha256:${'A'.repeat(44)}`,
    `sha256:${'A'.repeat(42)}B`,
    `sha256:${'+'.repeat(43)}`,
    `md5:${'A'.repeat(43)}`,
    `${hashToken('x')}\n`,
  ])('are refused at start where the hash is malformed: %j', (text) => {
    const create = () => createBearerTokens([{ name: 'hr', tokenHashes: [text], access: 'read' }])

    expect(create).toThrow('client hr: a token hash must be "sha256:" and 43 characters of base64url')
  })

  it('are refused at start where two clients share one', () => {
    const shared = [hashToken('same')]

    expect(() =>
      createBearerTokens([
        { name: 'a', tokenHashes: shared, access: 'read' },
        { name: 'b', tokenHashes: shared, access: 'write' },
      ]),
    ).toThrow('clients a and b have the same token')
  })
})
