/** Standing: one kind of directory with a gateway in front of it, and what the checks of the table ask of them. */
import { expect } from 'vitest'
import type { Attribute } from '../../src/scim/schema/attribute.ts'
import { urn } from '../../src/scim/urn.ts'
import { type Answer, filtered, type TestGateway } from '../support/gateway.ts'

export interface Standing {
  readonly scim: TestGateway
  /** The LDAP result code of a person's own bind. */
  login(userName: string, password: string): Promise<number>
  /** Sets an attribute type that no row maps on a person's entry, past the gateway; reads it again. */
  readonly unmapped: {
    write(userName: string, value: string): Promise<void>
    read(userName: string): Promise<string | undefined>
  }
  stop(): Promise<void>
}

export interface DirectoryKind {
  /** Heading of its column. */
  readonly name: string
  /** Server and version as the run finds them, mapping, what is special. */
  readonly description: string
  start(): Promise<Standing>
}

/** `refused`: by design, and it was seen to be refused as the discovery endpoints say. A check that fails throws. */
export type Outcome = { readonly kind: 'passed' } | { readonly kind: 'refused'; readonly why: string }

export const passed: Outcome = { kind: 'passed' }
export const refused = (why: string): Outcome => ({ kind: 'refused', why })

/** What a check works with. */
export interface Trial extends Standing {
  /** As `/Schemas` publishes it: `emails.type`, `active`, `urn:…:User:manager`. */
  attribute(type: 'User' | 'Group', path: string): Attribute | undefined
  readonly features: {
    readonly etag: boolean
    readonly password: boolean
  }
  /** A name that nothing else has. */
  fresh(word: string): string
  /** A new User with what the directory requires. */
  createUser(more?: Readonly<Record<string, unknown>>): Promise<Created>
  createGroup(memberIds: readonly string[], more?: Readonly<Record<string, unknown>>): Promise<Created>
}

export interface Created {
  readonly id: string
  /** userName or displayName. */
  readonly name: string
  readonly body: Answer['body']
  readonly version: string | null
}

export interface Check {
  readonly name: string
  run(trial: Trial): Promise<Outcome>
}

export const trialOn = async (standing: Standing): Promise<Trial> => {
  const { scim } = standing
  const [config, schemas] = [await scim.get('/ServiceProviderConfig'), await scim.get('/Schemas')]
  const published = new Map<string, readonly Attribute[]>(
    schemas.body.Resources.map((schema: { id: string; attributes: readonly Attribute[] }) => [
      schema.id,
      schema.attributes,
    ]),
  )
  let number = 0
  const fresh = (word: string) => `${word}${number++}`
  const attribute: Trial['attribute'] = (type, path) => {
    const [schema, rest] = path.startsWith('urn:')
      ? [path.slice(0, path.lastIndexOf(':')), path.slice(path.lastIndexOf(':') + 1)]
      : [type === 'User' ? urn.user : urn.group, path]
    return rest.split('.').reduce<{ list: readonly Attribute[]; found?: Attribute | undefined }>(
      ({ list }, name) => {
        const found = list.find((each) => each.name === name)
        return { list: found?.subAttributes ?? [], found }
      },
      { list: published.get(schema) ?? [] },
    ).found
  }
  const create = async (endpoint: string, body: Readonly<Record<string, unknown>>): Promise<Created> => {
    const answer = await scim.post(endpoint, body)
    expect([answer.status, answer.body]).toEqual([201, expect.anything()])
    return {
      id: answer.body.id,
      name: answer.body.userName ?? answer.body.displayName,
      body: answer.body,
      version: answer.headers.get('etag'),
    }
  }
  return {
    ...standing,
    ...{ attribute, fresh },
    features: {
      etag: config.body.etag.supported,
      password: attribute('User', 'password') !== undefined,
    },
    createUser: (more = {}) => create('/Users', userOf({ attribute, fresh }, more)),
    createGroup: (memberIds, more = {}) =>
      create('/Groups', {
        ...{ schemas: [urn.group], displayName: fresh('group') },
        ...(memberIds.length === 0 ? {} : { members: memberIds.map((value) => ({ value })) }),
        ...more,
      }),
  }
}

/** A User as the table's checks send it. */
export const userOf = (
  { attribute, fresh }: Pick<Trial, 'attribute' | 'fresh'>,
  more: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> => ({
  schemas: [urn.user],
  userName: fresh('user'),
  ...(attribute('User', 'name') === undefined ? {} : { name: { familyName: 'Tester', givenName: 'Terry' } }),
  ...more,
})

export const patchBody = (...Operations: readonly object[]) => ({ schemas: [urn.patchOp], Operations })

export const patch = ({ scim }: Pick<Trial, 'scim'>, path: string, ...operations: readonly object[]): Promise<Answer> =>
  scim.request('PATCH', path, { body: patchBody(...operations) })

export const idsFor = async (
  { scim }: Pick<Trial, 'scim'>,
  endpoint: string,
  filter: string,
): Promise<readonly string[]> => {
  const answer = await scim.get(filtered(endpoint, filter))
  expect([filter, answer.status]).toEqual([filter, 200])
  return answer.body.Resources.map(({ id }: { id: string }) => id)
}

/** What is not in /Schemas: no filter knows it, no PATCH finds it, and a body that has it stores the rest. */
export const refusedAttribute = async (trial: Trial, path: string, value: unknown): Promise<Outcome> => {
  const { id, body } = await trial.createUser(placed(path, value))
  expect(JSON.stringify(body)).not.toContain(JSON.stringify(value))
  const found = await trial.scim.get(filtered('/Users', `${path} pr`))
  expect([path, found.status, found.body.scimType]).toEqual([path, 400, 'invalidFilter'])
  const patched = await patch(trial, `/Users/${id}`, { op: 'replace', path, value })
  expect([path, patched.status]).toEqual([path, 400])
  return refused('not in /Schemas: no row stores it')
}

/** The body that has the value at the path. */
export const placed = (path: string, value: unknown): Readonly<Record<string, unknown>> => {
  if (!path.startsWith('urn:')) return { [path]: value }
  const at = path.lastIndexOf(':')
  const schema = path.slice(0, at)
  return { schemas: [urn.user, schema], [schema]: { [path.slice(at + 1)]: value } }
}
