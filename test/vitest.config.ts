import { existsSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { canHaveOpenldap26, openldap26Root } from './support/install-openldap26.ts'

const unit = [
  'test/*.test.ts',
  'test/{text,scim,tolerance,ldap,mapping,operations,directory,config,auth,observe,http,cli,demo,app,conformance,doctor,init,soak}/**/*.test.ts',
]
const openldap = ['test/{contract,protocol,openldap,directories,validators,clients}/**/*.test.ts']

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
        env: { TEST_SERVER: '389-ds' },
        testTimeout: 120_000,
        hookTimeout: 120_000,
        globalSetup: ['test/support/global-ds389.ts'],
      },
    },
  ]
}

/** What differs between releases, beside the contract: ppolicy, transactions, paging, large groups, conditions. */
const onOpenldap26 = [
  'test/openldap26/**/*.test.ts',
  'test/contract/openldap.test.ts',
  'test/openldap/{races,reservations,schema-values,staged.property}.test.ts',
  // All but a page whose commands the demo gives, with the tools of the system.
  'test/protocol/**/!(custom-resources-page).test.ts',
]

/** Left out only where it is not there and cannot be fetched. */
const openldap26Project = () => {
  if (without.has('openldap-2.6') || !canHaveOpenldap26()) return []
  return [
    {
      test: {
        name: 'openldap-2.6',
        include: onOpenldap26,
        env: { SLAPD_ROOT: openldap26Root },
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
        env: { TEST_SERVER: 'samba' },
        testTimeout: 120_000,
        hookTimeout: 120_000,
        globalSetup: ['test/support/global-samba.ts'],
      },
    },
  ]
}

export default defineConfig({
  test: {
    // One worker waits for its slapd half of the time; vitest's own default leaves a core idle.
    maxWorkers: Math.max(2, availableParallelism()),
    root: new URL('..', import.meta.url).pathname,
    projects: [
      { test: { name: 'unit', include: unit, testTimeout: 20_000 } },
      {
        test: {
          name: 'openldap',
          include: openldap,
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
