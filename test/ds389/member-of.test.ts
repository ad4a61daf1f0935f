/** Groups of people as the MemberOf plug-in of 389 Directory Server keeps them, where the row says so. RFC 7643 §4.1.2 */
import { Attribute, Change } from 'ldapts'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeKept, type Kept } from '../protocol/member-of-checks.ts'
import { startDs389, versionType } from '../support/ds389.ts'
import { startGateway } from '../support/gateway.ts'

const plugin = 'cn=MemberOf Plugin,cn=plugins,cn=config'

const openKept = async (skipNested: string): Promise<Kept & { end(): Promise<void> }> => {
  const server = await startDs389({ attributeTypes: [versionType] })
  const settings = await server.admin()
  const values = { 'nsslapd-pluginEnabled': 'on', memberOfSkipNested: skipNested, memberOfAutoAddOC: 'nsMemberOf' }
  for (const [type, value] of Object.entries(values)) {
    const modification = new Attribute({ type, values: [value] })
    await settings.modify(plugin, new Change({ operation: 'replace', modification }))
  }
  await settings.unbind()
  await server.restart()
  const people = `ou=people,${server.suffix}`
  const usersWith = (row: object) => ({ users: { base: people, attributes: { groups: row } } })
  const kept = { memberships: 'Group', memberOf: 'memberOf' }
  const [scim, direct, searched] = [
    await startGateway(server, usersWith(kept)),
    await startGateway(server, usersWith({ ...kept, nested: false })),
    await startGateway(server),
  ]
  const client = await server.admin()
  const end = async () => {
    for (const gateway of [scim, direct, searched]) await gateway.close()
    await client.unbind()
    await server.stop()
  }
  const elsewhere = (name: string, member: string) =>
    client.add(`cn=${name},ou=services,${server.suffix}`, { objectClass: 'groupOfNames', member })
  return { scim, direct, searched, elsewhere, people, end }
}

describe.each([
  ['memberships through groups', 'off'],
  ['direct memberships alone', 'on'],
])('%s', (name, skipNested) => {
  let stage: Awaited<ReturnType<typeof openKept>>
  beforeAll(async () => {
    stage = await openKept(skipNested)
  }, 120_000)
  afterAll(() => stage?.end())

  describeKept(`groups by memberOf: ${name}`, () => stage)
})
