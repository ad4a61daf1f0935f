/** The examples that cannot apply as they are printed, what becomes of them, and why. A test holds each to it. */
import { urn } from '../../../src/scim/urn.ts'
import type { Answer } from '../../support/gateway.ts'
import { filtered } from '../../support/gateway.ts'
import { jsonBody, linesOf } from '../../support/rfc-examples.ts'
import { barbara, bjensen, james, person, someGroup } from './people.ts'
import type { RfcClient } from './rfc-client.ts'

export interface CannotApply {
  readonly example: string
  readonly why: string
  /** Brings about what the example is about, and sends it. */
  send(rfc: RfcClient): Promise<Answer>
  /** Status and scimType; of a Bulk of each of its operations. */
  readonly outcome: readonly unknown[]
}

const group = async (rfc: RfcClient, ...members: readonly string[]) => {
  await rfc.given(barbara, '/Users', bjensen)
  await rfc.given(james, '/Users', person('jsmith'))
  const values = members.map((value) => ({ value }))
  await rfc.given(someGroup, '/Groups', { schemas: [urn.group], displayName: 'Tour Guides', members: values })
}

export const cannotApply: readonly CannotApply[] = [
  {
    example: 'rfc7643-8.1-user-minimal',
    why: 'a person has a family name: inetOrgPerson must have an sn',
    send: (rfc) => rfc.request('POST', '/Users', jsonBody('rfc7643-8.1-user-minimal')),
    outcome: [400, 'invalidValue'],
  },
  {
    example: 'rfc7644-3.4.2.1-root-filter',
    why: 'a compValue is JSON (figure 1); User has no quotation marks',
    send: (rfc) => rfc.stage().scim.get(filtered('/', linesOf('rfc7644-3.4.2.1-root-filter')[0] ?? '')),
    outcome: [400, 'invalidFilter'],
  },
  {
    example: 'rfc7644-3.5.2-figure-8-paths',
    why: 'the last: no member has a "displayName" (RFC 7643 §8.7.1)',
    send: async (rfc) => {
      await group(rfc, barbara, james)
      const { path } = JSON.parse(`{${linesOf('rfc7644-3.5.2-figure-8-paths')[4]}}`)
      const Operations = [{ op: 'replace', path, value: 'Babs' }]
      return rfc.request('PATCH', `/Groups/${someGroup}`, { schemas: [urn.patchOp], Operations })
    },
    outcome: [400, 'invalidPath'],
  },
  ...['rfc7644-3.5.2.1-add-attributes', 'rfc7644-3.5.2.3-replace-attributes'].map((example) => ({
    example,
    why: 'a brace is missing; mended it applies',
    send: async (rfc: RfcClient) => {
      await rfc.given(barbara, '/Users', bjensen)
      return rfc.send(example, { asPrinted: true })
    },
    outcome: [400, 'invalidSyntax'],
  })),
  {
    example: 'rfc7644-3.5.2.2-remove-all-members',
    why: 'a group has members: groupOfNames must have a member',
    send: async (rfc) => {
      await group(rfc, barbara, james)
      return rfc.send('rfc7644-3.5.2.2-remove-all-members')
    },
    outcome: [400, 'mutability'],
  },
  {
    example: 'rfc7644-3.5.2.2-remove-and-add-member',
    why: 'SP compareOp SP compValue (figure 1); with a blank behind eq it applies',
    send: async (rfc) => {
      await group(rfc, barbara)
      return rfc.send('rfc7644-3.5.2.2-remove-and-add-member')
    },
    outcome: [400, 'invalidFilter'],
  },
  {
    example: 'rfc7644-3.7.1-circular-request',
    why: 'neither group can be made first, as neither can be without a member; 409 is what §3.7.1 says then',
    send: (rfc) => rfc.send('rfc7644-3.7.1-circular-request'),
    outcome: [200, undefined, ['409', undefined], ['409', undefined]],
  },
  {
    example: 'rfc7644-3.7.1-query-request',
    why: 'a compValue is JSON (figure 1), with quotation marks; with them it applies',
    send: (rfc) => rfc.send('rfc7644-3.7.1-query-request'),
    outcome: [400, 'invalidFilter'],
  },
  {
    example: 'rfc7644-3.7.2-bulk-request',
    why: 'Alice has no family name; with one it applies',
    send: (rfc) => rfc.send('rfc7644-3.7.2-bulk-request'),
    outcome: [200, undefined, ['400', 'invalidValue'], ['409', undefined]],
  },
  {
    example: 'rfc7644-3.7.2-manager-request',
    why: 'Alice has no family name; with one it applies',
    send: (rfc) => rfc.send('rfc7644-3.7.2-manager-request'),
    outcome: [200, undefined, ['400', 'invalidValue'], ['409', undefined]],
  },
  {
    example: 'rfc7644-3.7.3-bulk-request',
    why: 'it is no JSON; mended, with a schema that exists and without a rename it applies',
    send: (rfc) => rfc.send('rfc7644-3.7.3-bulk-request', { asPrinted: true }),
    outcome: [400, 'invalidSyntax'],
  },
  {
    example: 'rfc7644-3.8-suffix-request',
    why: 'the suffix is one of two ways (MAY), and would make an id ambiguous',
    send: async (rfc) => {
      await rfc.given(barbara, '/Users', bjensen)
      return rfc.send('rfc7644-3.8-suffix-request')
    },
    outcome: [404, undefined],
  },
  {
    example: 'rfc7644-3.12-mutability-response',
    why: 'id is readOnly, and a PUT ignores what is (§3.5.1)',
    send: async (rfc) => {
      await rfc.given(barbara, '/Users', bjensen)
      return rfc.request('PUT', `/Users/${barbara}`, { ...bjensen, id: 'another' })
    },
    outcome: [200, undefined],
  },
  {
    example: 'rfc7644-7.5.2-sensitive-response',
    why: 'no filter is forbidden in a URL: no log has it (SHOULD). Body and status line of the example disagree besides',
    send: (rfc) => rfc.stage().scim.get(filtered('/Users', 'name.familyName eq "Jensen"')),
    outcome: [200, undefined],
  },
  ...['rfc9865-2-first-page-request', 'rfc9865-2-next-page-request'].map((example) => ({
    example,
    why: 'a compValue is JSON (RFC 7644 figure 1); J has no quotation marks; with them it applies',
    send: (rfc: RfcClient) => rfc.send(example),
    outcome: [400, 'invalidFilter'],
  })),
  {
    example: 'rfc9865-3-search-request',
    why: 'there is no endpoint /User; at /Users it applies',
    send: (rfc) => rfc.send('rfc9865-3-search-request'),
    outcome: [404, undefined],
  },
]
