import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileOperations, declaredTypes } from '../../src/app/compile-operations.ts'
import { loadConfig } from '../../src/config/load.ts'
import { demoContent } from '../../src/demo/content.ts'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Operations } from '../../src/operations/operations.ts'
import { cursorKeys } from '../../src/scim/search/cursor.ts'
import { queryFromParameters } from '../../src/scim/search/parameters.ts'
import { urn } from '../../src/scim/urn.ts'
import { configFile, scimdap } from '../cli/scimdap.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { configFor } from './check-support.ts'

let slapd: Openldap
let directory: OpenDirectory
let operations: Operations
const config = () => loadConfig({ text: configFor(slapd), environment: {}, readFile: () => '' })
beforeAll(async () => {
  slapd = await startOpenldap({ logLevel: 'stats', load: demoContent({ count: 40, suffix: 'dc=example,dc=com' }) })
  const { gatewayDn: bindDn, gatewayPassword: password } = slapd
  directory = openDirectory({ urls: [slapd.url], bindDn, password })
  operations = compileOperations({
    config: config(),
    types: declaredTypes(config()),
    directory,
    subschema: await directory.subschema(),
    url: 'https://scim.example.com/scim/v2',
    cursorKeys: cursorKeys(new Uint8Array(32)),
    observe: () => undefined,
    now: Date.now,
  })
})
afterAll(async () => {
  directory.close()
  await slapd.stop()
})

const explain = (line: string, ...words: readonly string[]) =>
  scimdap(['explain', line, '-c', configFile, ...words], { [configFile]: configFor(slapd) })

const explained = async (line: string) => {
  const { code, printed, complained } = await explain(line, '--json')
  expect([code, complained]).toEqual([0, ''])
  return JSON.parse(printed)
}

/** The search of the gateway for one request, as slapd logged it. */
const logged = async (endpoint: string, parameters: Readonly<Record<string, string>>): Promise<readonly string[]> => {
  const before = (await slapd.log()).length
  const types = declaredTypes(config()).map(({ resourceType }) => resourceType)
  const resourceType = types.find((each) => each.endpoint === endpoint)
  if (resourceType === undefined) throw new Error(endpoint)
  const query = queryFromParameters(new URLSearchParams(parameters), resourceType, {
    defaultCount: 10,
    maxResults: 100,
    filter: { maxLength: 8192, maxDepth: 50, maxNodes: 200 },
  })
  await operations.search({ tenant: 't', client: 'c', grant: { read: true, write: false } }, resourceType, query)
  const log = (await slapd.log()).slice(before)
  return [...log.matchAll(/SRCH base="([^"]*)" scope=(\d) deref=\d filter="(.*)"$/gm)].map(
    ([, base, scope, filter]) => `${base} ${scope} ${normalised(filter ?? '')}`,
  )
}

/** slapd logs assertion values as it compares them: in lower case, and times with their seconds. */
const normalised = (filter: string): string => filter.toLowerCase().replaceAll(/=(\d{12})z\)/g, '=$100z)')

describe('scimdap explain, RFC 7644 §3.4.2.2', () => {
  it('reads a filter as the gateway reads it for that client', async () => {
    const line = `GET /Users?filter=active eq "True" and Department eq sales`
    const written = `GET /Users?filter=active eq true and ${urn.enterpriseUser}:department eq "sales"`
    const { ldapFilter } = await explained(line)
    expect(ldapFilter).toContain('departmentNumber=sales')
    expect(ldapFilter).toEqual((await explained(written)).ldapFilter)

    const letter = configFor(slapd, { more: { wire: 'rfc' } })
    const { code, complained } = await scimdap(['explain', line, '-c', configFile], { [configFile]: letter })
    expect([code, complained]).toEqual([2, expect.stringMatching(/^The gateway answers 400 invalidFilter/)])
  })

  it.each([
    ['/Users', { filter: 'userName sw "b" and not (title pr)' }],
    ['/Users', { filter: 'userName eq "bjensen"' }],
    ['/Users', { filter: 'name.familyName co "e*(n)\\\\" or displayName ew "r"' }],
    ['/Users', { filter: 'emails[type eq "work" and value co "example"]', sortBy: 'userName' }],
    ['/Users', { filter: 'meta.lastModified gt "2020-01-01T00:00:00Z" and active eq true' }],
    [
      '/Users',
      { filter: 'externalId ge "a" or urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:employeeNumber pr' },
    ],
    ['/Groups', { filter: 'displayName sw "a"' }],
    ['/Groups', {}],
  ] as const)('prints the very filter that slapd logs for GET %s with %j', async (endpoint, parameters) => {
    const line = `GET ${endpoint}?${new URLSearchParams(parameters)}`

    const { base, ldapFilter } = await explained(line)
    const searches = await logged(endpoint, parameters)

    expect(searches).toContain(`${base} 2 ${normalised(ldapFilter)}`)
  })

  it('prints what an operator needs, and an ldapsearch line', async () => {
    const { code, printed } = await explain(
      'GET /Users?filter=userName sw "b" and not (title pr)&count=3',
      '--config-url',
      String(slapd.ldapi),
    )

    expect(code).toBe(0)
    expect(printed).toBe(`Resource  User
Base      ou=people,dc=example,dc=com
Scope     sub
Filter    (&(objectClass=inetOrgPerson)(uid=*)(sn=*)(uid=b*)(!(title=*)))
Match     residual: the directory gives at least the matches, and this is evaluated in memory on each of them
Residual  userName sw "b" and not (title pr)
Because   userName sw "b"
How       scan: ids of all matches first, in pages, then the entries that are shown
Scan      entryUUID uid title
Fetch     ${(await explained('GET /Users')).fetch.join(' ')}
Sort      by id
Page      3 from 1 on
Indexes   none for title pres; that costs where no other test narrows the search

ldapsearch -x -W -D ${slapd.gatewayDn} -H ${slapd.url} -b ou=people,dc=example,dc=com -s sub '(&(objectClass=inetOrgPerson)(uid=*)(sn=*)(uid=b*)(!(title=*)))' entryUUID uid title
`)
  })

  it.each([
    'GET /Users?filter=userName%20sw%20%22b%22&attributes=userName',
    'GET /scim/v2/Users?filter=userName sw "b"&attributes=userName HTTP/1.1',
    '/Users?filter=userName+sw+"b"&attributes=userName',
    'https://scim.example.com/scim/v2/Users?attributes=userName&filter=userName%20sw%20"b"',
  ])('reads the request line %s', async (line) => {
    const { ldapFilter, kind, fetch } = await explained(line)

    expect([ldapFilter, kind]).toEqual(['(&(objectClass=inetOrgPerson)(uid=*)(sn=*)(uid=b*))', 'scan'])
    expect(fetch).not.toContain('mail')
  })

  it('tells a lookup from a scan, an exact filter from one with a residue, and an empty one', async () => {
    const lookup = await explained('GET /Users?filter=userName eq "bjensen"')
    const exact = await explained('GET /Users?filter=active eq false')
    const empty = await explained('GET /Users?filter=id eq "no id"')
    const few = await explained('GET /Users?filter=emails[type eq "work" and value eq "a@example.com"]')
    const groups = await explained('GET /Groups?filter=displayName sw "Staff"')
    const short = await explained('GET /Groups?filter=displayName sw "Staff"&excludedAttributes=members')
    const judged = await explained(
      'GET /Groups?filter=displayName sw "Staff" and not (members.type eq "Group")&excludedAttributes=members',
    )
    const read = await explained('GET /Users/5c1f3c80-0000-0000-0000-000000000000?attributes=userName')

    expect([lookup.kind, exact.exact, exact.undecided, empty.isEmpty]).toEqual(['lookup', true, [], true])
    // Whole groups may be more than is read for a guess.
    expect([few.kind, groups.kind, short.kind, judged.kind]).toEqual(['few', 'scan', 'few', 'scan'])
    expect(read).toMatchObject({ kind: 'read', fetch: expect.arrayContaining(['uid']) })
    expect(read.ldapFilter).toContain('(entryUUID=5c1f3c80-0000-0000-0000-000000000000)')
  })

  it('says that indexes are unknown where cn=config is not read', async () => {
    expect((await explain('GET /Users')).printed).toContain('Indexes   unknown')
  })

  it('shows no password', async () => {
    const { printed } = await explain('GET /Users?filter=title pr')

    expect(printed).not.toContain(slapd.gatewayPassword)
  })
})
