/** The stage of the tolerances: a directory, a gateway whose clients differ in how they are read, and who is in it. */
import { hashToken } from '../../src/auth/bearer-token.ts'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, groupBody, interopToken, rfcToken, token, userBody } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

export const provisioningToken = 'test-token-of-the-client-that-creates-unmatched-0'
export const quotingToken = 'test-token-of-the-client-without-one-tolerance-00'
export const personToken = 'test-token-of-a-person-who-is-called-tolerated-00'

export interface TolerantStage extends Stage {
  /** Ids. The group has both as members. */
  readonly ada: string
  readonly grace: string
  readonly group: string
  readonly send: (by: string, method: string, path: string, body?: unknown) => Promise<Answer>
  readonly patch: (by: string, path: string, ...operations: readonly unknown[]) => Promise<Answer>
}

/** nickName is not mapped. */
export const openTolerantStage = async (): Promise<TolerantStage> => {
  const stage = await openStage({}, (suffix) => ({
    users: { base: `ou=people,${suffix}`, attributes: { nickName: null } },
    clients: [
      { name: 'test', tokens: [hashToken(token)] },
      { name: 'letter', wire: 'rfc', tokens: [hashToken(rfcToken)] },
      { name: 'interop', wire: 'interop', tokens: [hashToken(interopToken)] },
      {
        name: 'provisioning',
        tolerances: { createUnmatched: true, unmappedPaths: true },
        tokens: [hashToken(provisioningToken)],
      },
      { name: 'quoting', tolerances: { unquotedLiteral: false }, tokens: [hashToken(quotingToken)] },
      { name: 'person', userName: 'tolerated', tokens: [hashToken(personToken)] },
    ],
  }))
  const created = async (path: string, body: unknown): Promise<string> => (await stage.scim.post(path, body)).body.id
  const ada = await created('/Users', userBody('ada', { emails: [{ value: 'ada@x.example', type: 'work' }] }))
  const grace = await created('/Users', userBody('grace'))
  const group = await created('/Groups', groupBody('engineers', [ada, grace]))
  const send: TolerantStage['send'] = (by, method, path, body) =>
    stage.scim.request(method, path, { token: by, ...(body === undefined ? {} : { body }) })
  const patch: TolerantStage['patch'] = (by, path, ...Operations) =>
    send(by, 'PATCH', path, { schemas: [urn.patchOp], Operations })
  return { ...stage, ada, grace, group, send, patch }
}

let counter = 0
/** A userName that nobody has. */
export const fresh = () => `tolerant${counter++}`
