/** Rows of an externalId for each client that stop the start, with the line and the reason. docs/mapping.md */
import { describe, expect, it } from 'vitest'
import { stops } from './stops.ts'

describe('an externalId of each client', () => {
  it('starts, with types of their own for clients that there are', () => {
    expect(stops('externalId: { perClient: scimClientExternalId }')).toEqual([])
    expect(stops('externalId: { perClient: scimClientExternalId, clients: { idp: scimExternalId } }')).toEqual([])
  })

  it.each([
    ['title: { perClient: scimClientExternalId }', /^scimdap.yaml:7:12: .*only externalId takes \{ perClient \}/],
    ['externalId: { perClient: scimExternalId }', /^scimdap.yaml:7:5: .*scimExternalId holds one value/],
    ['externalId: { perClient: description }', /^scimdap.yaml:7:5: .*needs the EQUALITY rule caseExactMatch/],
    ['externalId: { perClient: 7 }', /^scimdap.yaml:7:30: .*expected/],
    ['externalId: { perclient: scimClientExternalId }', /^scimdap.yaml:7:19: .*did you mean perClient\?/],
    [
      'externalId: { perClient: scimClientExternalId, access: readOnly }',
      /^scimdap.yaml:7:52: .*no option has this name/,
    ],
    [
      'externalId: { perClient: scimClientExternalId, clients: { idp2: scimExternalId } }',
      /^scimdap.yaml:7:63: users.attributes.externalId.clients.idp2: there is no client of this name; did you mean idp\?$/,
    ],
    [
      'externalId: { perClient: scimClientExternalId }\n    nickName: scimClientExternalId',
      /^scimdap.yaml:7:5: attributes.externalId: scimClientExternalId is written by nickName, too/,
    ],
  ])('stops the start: %s', (row, problem) => {
    expect(stops(row)[0]).toMatch(problem)
  })
})
