import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { canHaveOpenldap26, openldap26Root } from './support/install-openldap26.ts'

/**
 * `TESTS=full npm test`: every suite that can run on a server, on each of them, and all random cases. Without it, as in CI, the
 * servers beside the system's OpenLDAP are asked what depends on the server: see `onOpenldap26` and `shareOf`.
 */
const isFull = process.env.TESTS === 'full'

/** How many random cases and rounds of races a server gets beside the system's OpenLDAP, which gets all; whoever says a number gets that. */
const shareOf = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(env).filter(([name]) => !isFull && process.env[name] === undefined))
const share = shareOf({ WRITES: '60', FILTERS: '100', RACE_ROUNDS: '60', ROUNDS: '0.3' })

/** Files of one worker share what they have imported: importing all of src for each file takes longer than most tests. */
const isolate = false

const unit = [
  'test/*.test.ts',
  'test/{text,scim,tolerance,ldap,mapping,operations,directory,config,auth,observe,http,cli,demo,app,conformance,doctor,init,soak,fuzz}/**/*.test.ts',
  'test/bench/figures.test.ts',
]
const openldap = [
  'test/{contract,protocol,openldap,directories,validators,clients,faults}/**/*.test.ts',
  'test/bench/bench.test.ts',
]

/** What runs on 389 Directory Server, beside its own suites: docs/directories.md has the others. */
const onDs389 = [
  'test/ds389/**/*.test.ts',
  'test/openldap/{lens-laws,filter-pushdown}.property.test.ts',
  // Those that begin with `openStage`: what starts slapd or the demo by itself would pass here and prove nothing.
  'test/protocol/{bulk-results,cursors,declared-filter,ids,list-freshness,mapping-rows}.test.ts',
  'test/protocol/{preconditions,renamed-entries,search-by-post}.test.ts',
]

/**
 * What runs on Samba, beside its own suites. `cursors` and `list-freshness` pass there and take minutes, for their thousands of writes
 * past the gateway; in `renamed-entries` a new RDN is a new userName, which it is not there; the other suites speak of the rows of
 * inetOrgPerson or of our schema, or configure slapd.
 */
const onSamba = [
  'test/samba/**/*.test.ts',
  'test/openldap/{lens-laws,filter-pushdown}.property.test.ts',
  'test/protocol/{bulk-results,declared-filter,ids,preconditions,search-by-post}.test.ts',
]

/** Projects whose server test/run.ts could not make ready on this machine. */
const without = new Set((process.env.WITHOUT_SERVERS ?? '').split(','))

/** Left out only where the package is not installed and cannot be: by root it is (test/support/install-ds389.ts). */
const ds389Project = () => {
  if (without.has('389-ds')) return []
  if (!existsSync('/usr/sbin/ns-slapd') && process.getuid?.() !== 0) return []
  return [
    {
      test: {
        name: '389-ds',
        include: onDs389,
        env: { ...share, TEST_SERVER: '389-ds' },
        isolate,
        testTimeout: 120_000,
        hookTimeout: 120_000,
        globalSetup: ['test/support/global-ds389.ts'],
      },
    },
  ]
}

/** What no other suite says of a release, and what can differ between releases. */
const alwaysOnOpenldap26 = [
  'test/openldap26/**/*.test.ts',
  'test/contract/openldap.test.ts',
  'test/openldap/{races,reservations,schema-values,staged.property}.test.ts',
]

/** Controls, transactions, overlays, paging, conditions, referrals, the last entry below another: what slapd does, not what is made of it. */
const differing = [
  'test/protocol/{bulk-atomic,bulk-atomic-commit,numbers-in-bulk,without-transactions,lost-answers,last-entry}.test.ts',
  'test/protocol/{password-locks,password-policy,password-refused,password-state,password-steps,passwords,active}.test.ts',
  'test/protocol/{dynamic-groups,maintained-member-of,rfc2307bis,referrals,followed-writes,places}.test.ts',
  'test/protocol/{lists,list-filters,list-freshness,list-limits,few-matches,unsettled-writes,cursors,preconditions,versions}.test.ts',
  'test/protocol/{empty-groups,large-group-witness,patch-large-group,renamed-entries,patch-rename}.test.ts',
]

/** In full, all but a page whose commands the demo gives, with the tools of the system. */
const onOpenldap26 = [
  ...alwaysOnOpenldap26,
  ...(isFull ? ['test/protocol/**/!(custom-resources-page).test.ts'] : differing),
]

/** Left out only where it is not there and cannot be fetched. */
const openldap26Project = () => {
  if (without.has('openldap-2.6') || !canHaveOpenldap26()) return []
  return [
    {
      test: {
        name: 'openldap-2.6',
        include: onOpenldap26,
        env: { ...share, SLAPD_ROOT: openldap26Root },
        isolate,
        testTimeout: 120_000,
        hookTimeout: 120_000,
        globalSetup: ['test/support/global-openldap26.ts'],
      },
    },
  ]
}

/** By root alone, since Samba listens on port 389; its package is installed (test/support/install-samba.ts). */
const sambaProject = () => {
  if (without.has('samba') || process.getuid?.() !== 0) return []
  return [
    {
      test: {
        name: 'samba',
        include: onSamba,
        env: { ...share, TEST_SERVER: 'samba' },
        isolate,
        testTimeout: 120_000,
        hookTimeout: 120_000,
        globalSetup: ['test/support/global-samba.ts'],
      },
    },
  ]
}

export default defineConfig({
  test: {
    // A worker waits for its slapd half of the time: one more than there are cores, which vitest's own default leaves idle.
    maxWorkers: Math.max(2, availableParallelism() + 1),
    root: new URL('..', import.meta.url).pathname,
    projects: [
      { test: { name: 'unit', include: unit, isolate, testTimeout: 20_000 } },
      {
        test: {
          name: 'openldap',
          include: openldap,
          isolate,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: ['test/support/global-openldap.ts'],
        },
      },
      ...openldap26Project(),
      ...ds389Project(),
      ...sambaProject(),
    ],
  },
})
