import { defineConfig } from 'vitest/config'

const unit = [
  'test/*.test.ts',
  'test/{text,scim,ldap,mapping,operations,directory,config,auth,observe,http,cli,demo,app,conformance}/**/*.test.ts',
]
const openldap = ['test/{contract,protocol,openldap,directories}/**/*.test.ts']

export default defineConfig({
  test: {
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
      {
        test: {
          name: '389-ds',
          include: process.env.TRY ? ['test/protocol/**/*.test.ts'] : ['test/ds389/**/*.test.ts'],
          env: { TEST_SERVER: '389-ds' },
          testTimeout: 120_000,
          hookTimeout: 120_000,
          globalSetup: ['test/support/global-ds389.ts'],
        },
      },
    ],
  },
})
