/** What is seen of a lock, by what a directory shows to the gateway's own account. slapo-ppolicy(5) */
import { describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { type Locked, type LookingAtLocks, lockInForce } from '../../src/operations/passwords/lock-in-force.ts'

const suffix = 'dc=example,dc=com'
const policy = (name: string) => `cn=${name},ou=policies,${suffix}` as Dn

interface Shown {
  /** Names of policies, and whether they lock; or the code of a refusal. */
  readonly policies?: Readonly<Record<string, boolean>> | number | 'unavailable'
  readonly answers?: boolean | undefined
  readonly suffixes?: readonly string[]
}

const directory = ({ policies = {}, answers, suffixes = [suffix] }: Shown): LookingAtLocks => ({
  capabilities: async () => ({ namingContexts: suffixes }) as Awaited<ReturnType<LookingAtLocks['capabilities']>>,
  policyAtBind: async () => answers,
  search: async ({ base }) => {
    if (typeof policies !== 'object') throw new DirectoryError(policies, 'refused')
    return Object.entries(policies)
      .filter(() => base === suffix)
      .map(([name, locks]) => ({
        dn: policy(name),
        attributes: new Map(locks ? [['pwdlockout', ['TRUE']]] : []),
      }))
  },
})
const locked = { account: `cn=scimdap,ou=services,${suffix}`, bases: [`ou=people,${suffix}`] }
const verdict = async (shown: Shown, more: Partial<Locked> = {}) =>
  (await lockInForce(directory(shown), { ...locked, ...more })).kind

describe('lockInForce', () => {
  it.each<[string, Shown, Partial<Locked>, string]>([
    [
      'a default policy that locks, and an overlay that answers',
      { policies: { a: true, b: false }, answers: true },
      { defaultPolicy: 'CN=A, ou=policies,dc=example,dc=com' },
      'works',
    ],
    ['only policies that lock, and an overlay that answers', { policies: { a: true }, answers: true }, {}, 'likely'],
    ['some that lock, and no word on which is meant', { policies: { a: true, b: false }, answers: true }, {}, 'unseen'],
    [
      'a default policy that is not to be seen',
      { policies: { a: true }, answers: true },
      { defaultPolicy: policy('x') },
      'likely',
    ],
    [
      'a default policy that does not lock',
      { policies: { a: true, b: false }, answers: true },
      { defaultPolicy: policy('b') },
      'fails',
    ],
    ['only policies that do not lock', { policies: { a: false, b: false }, answers: true }, {}, 'fails'],
    ['no policy and no overlay', { answers: false }, {}, 'fails'],
    ['a policy, and no overlay that answers a rootdn', { policies: { a: true }, answers: false }, {}, 'unseen'],
    ['no policy, though an overlay answers', { answers: true }, {}, 'unseen'],
    ['policies that may not be read', { policies: 50, answers: true }, {}, 'unseen'],
    ['policies that may not be read, and no overlay', { policies: 50, answers: false }, {}, 'unseen'],
    ['no bind by a password', { policies: { a: true } }, { account: undefined }, 'unseen'],
    [
      'people in another database',
      { policies: { a: true }, answers: true, suffixes: [suffix, 'dc=other'] },
      { bases: ['ou=people,dc=other'] },
      'unseen',
    ],
    [
      'people in another one, too',
      { answers: false, suffixes: [suffix, 'dc=other'] },
      { bases: [...locked.bases, 'ou=people,dc=other'] },
      'unseen',
    ],
    [
      'people in a database within the other',
      { policies: { a: true }, answers: true, suffixes: [suffix, `ou=people,${suffix}`] },
      {},
      'unseen',
    ],
    ['no suffix', { answers: false, suffixes: [] }, {}, 'unseen'],
  ])('with %s', async (_, shown, more, expected) => {
    expect(await verdict(shown, more)).toBe(expected)
  })

  it.each(['unavailable', 51, 52] as const)(
    'is no verdict where the directory is away or busy: %s',
    async (policies) => {
      await expect(verdict({ policies, answers: true })).rejects.toThrow(DirectoryError)
    },
  )
})
