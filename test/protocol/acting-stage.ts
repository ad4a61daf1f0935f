/** A directory whose access rules let people change a little of themselves, and clients that call as people. */
import { Attribute, Change } from 'ldapts'
import { hashToken } from '../../src/auth/bearer-token.ts'
import { type Answer, startGateway, type TestGateway, token, userBody } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

export interface ActingStage extends Stage {
  /** Ids of those who are there, by name. */
  readonly ids: Readonly<Record<string, string>>
  /** Whether the gateway's account may act as people, from now on. */
  mayAct(isAllowed: boolean): Promise<void>
  /** A gateway of its own over the same directory. */
  gatewayWith(overlay: Readonly<Record<string, unknown>>): Promise<TestGateway>
}

export type Asked = (name: string, method: string, path: string, body?: unknown) => Promise<Answer>

const suffix = 'dc=example,dc=com'
const gateway = `by dn.exact="cn=scimdap,ou=services,${suffix}"`
const people = `dn.children="ou=people,${suffix}"`
/** Whose name and telephone are everybody's, and no more. */
const cora = `dn.exact="uid=cora,ou=people,${suffix}"`
const helpdesk = `by set="[cn=helpdesk,ou=groups,${suffix}]/member & user"`

/** People see themselves, but for their number, and write their telephone; the helpdesk sees all, and writes theirs. */
const access = [
  `to attrs=userPassword ${gateway} =w by self =w by anonymous auth by * none`,
  `to attrs=authzTo ${gateway} auth by * none`,
  `to ${cora} attrs=telephoneNumber ${gateway} write by users write by * none`,
  `to ${cora} attrs=entry,objectClass,entryUUID,uid,cn,sn ${gateway} write by users read by * none`,
  `to ${people} attrs=telephoneNumber ${gateway} write by self write ${helpdesk} write by * none`,
  `to ${people} attrs=employeeNumber ${gateway} write by * none`,
  `to ${people} ${gateway} write by self read ${helpdesk} read by * none`,
  `to dn.children="ou=groups,${suffix}" ${gateway} write ${helpdesk} write by * none`,
  `to dn.base="ou=groups,${suffix}" attrs=entry,objectClass ${gateway} write ${helpdesk} search by * none`,
  `to dn.base="ou=people,${suffix}" attrs=entry,objectClass ${gateway} write by users search by * none`,
  `to * ${gateway} write by * none`,
].map((rule, index) => `{${index}}${rule}`)

export const names = ['ann', 'ben', 'cora', 'dora', 'helga', 'locked'] as const
export const passwordOf = (name: string): string => `right password of ${name}: ä"`
export const tokenOf = (name: string): string => `token-of-the-person-named-${name}-00000000000000`

/** Everybody has a client for /Me (`name`) and one for everything (`name-all`). */
const clientsOf = (name: string) =>
  (['me', 'all'] as const).map((endpoints) => {
    const own = endpoints === 'me' ? name : `${name}-${endpoints}`
    return {
      name: own,
      userName: name,
      actAs: 'person',
      endpoints,
      setPassword: true,
      tokens: [hashToken(tokenOf(own))],
    }
  })

const clients = [
  { name: 'test', setPassword: true, tokens: [hashToken(token)] },
  { name: 'nobody', actAs: 'person', tokens: [hashToken(tokenOf('nobody'))] },
  ...[...names, 'stranger'].flatMap(clientsOf),
  {
    ...{ name: 'dora-unaware', userName: 'dora', actAs: 'person', tokens: [hashToken(tokenOf('dora-unaware'))] },
    may: { User: { operations: ['read', 'patch'], readExcept: ['active'] } },
  },
]

export const openActingStage = async (slapd: Parameters<typeof openStage>[0] = {}): Promise<ActingStage> => {
  const stage = await openStage({ ...slapd, database: { olcAccess: access } }, { clients })
  const { ldap, admin, scim } = stage
  await configure(stage, 'olcAuthzPolicy', ['to'])
  const mayAct: ActingStage['mayAct'] = (isAllowed) =>
    admin.replace(ldap.gatewayDn, 'authzTo', ...(isAllowed ? [`dn.children:ou=people,${suffix}`] : []))
  await mayAct(true)
  const ids: Record<string, string> = {}
  for (const name of names) {
    const more = { title: 'Engineer', password: passwordOf(name), [enterprise]: { employeeNumber: `7-${name}` } }
    const { status, body } = await scim.post('/Users', userBody(name, more))
    if (status !== 201) throw new Error(`${name} is not there: ${status}`)
    ids[name] = body.id
  }
  await admin.add(`cn=helpdesk,${stage.groups}`, {
    objectClass: 'groupOfNames',
    cn: 'helpdesk',
    member: stage.personDn('helga'),
  })
  const opened: TestGateway[] = []
  const gatewayWith: ActingStage['gatewayWith'] = async (overlay) => {
    const other = await startGateway(ldap, { clients, ...overlay })
    opened.push(other)
    return other
  }
  const end = async () => {
    for (const each of opened) await each.close()
    await stage.end()
  }
  return { ...stage, ids, mayAct, gatewayWith, end }
}

export const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'

/** A request of whoever has this token, to a gateway. */
export const askedOf =
  ({ request }: Pick<TestGateway, 'request'>): Asked =>
  (name, method, path, body) =>
    request(method, path, { token: tokenOf(name), body })

/** A request with user name and password. */
export const loggedIn = (
  { request }: Pick<TestGateway, 'request'>,
  [userName, password]: readonly [string, string],
  [method, path, body]: readonly [string, string, unknown?],
): Promise<Answer> => {
  const pair = Buffer.from(`${userName}:${password}`).toString('base64')
  return request(method, path, { headers: { Authorization: `Basic ${pair}` }, body })
}

const configure = async ({ ldap }: Stage, type: string, values: readonly string[]): Promise<void> => {
  const config = await ldap.config()
  const modification = new Attribute({ type, values: [...values] })
  await config.modify('cn=config', new Change({ operation: 'replace', modification }))
  await config.unbind()
}
