/** runTable: every case of the table through a gateway and a directory, several at a time. */
import { inBatches } from '../../../src/operations/batches.ts'
import { urn } from '../../../src/scim/urn.ts'
import { beforeOf, type PatchCase } from '../../scim/patch/cases.ts'
import { type Answer, groupBody, userBody } from '../../support/gateway.ts'
import { openStage, type Stage } from '../support.ts'
import { deviceEntry, schemaFile, writeDeviceFiles } from './sample-device.ts'
import type { Followings } from './shown.ts'
import { namesOf, type Symbols, timesOf, translate } from './symbols.ts'

export interface Run {
  readonly case: PatchCase
  readonly id: string
  /** From the words of the table to those of this run. */
  readonly translate: <T>(json: T) => T
  readonly before: Answer
  readonly answer: Answer
  readonly after: Answer
}

/** All entries by entryUUID, with every attribute. */
export type Dump = ReadonlyMap<string, Readonly<Record<string, unknown>>>

export interface Outcome {
  readonly runs: readonly Run[]
  readonly followings: Followings
  readonly dumps: { readonly before: Dump; readonly after: Dump }
}

interface Made {
  readonly case: PatchCase
  readonly id: string
  readonly path: string
  readonly names: Symbols
}

const atOnce = { size: 1, concurrency: 16 }

export const runTable = async (cases: readonly PatchCase[]): Promise<Outcome> => {
  const files = writeDeviceFiles()
  const stage = await openStage({ schemaFiles: [schemaFile] }, (suffix) => files.configuration(`ou=groups,${suffix}`))
  try {
    const others = await makeOthers(stage)
    const numbered = cases.map((each, number) => ({ each, number }))
    const made = await inBatches(numbered, atOnce, async ([one]) => [await make(stage, others, one as Numbered)])
    const adas = made.filter(({ case: { before } }) => before === 'ada').map(({ id }) => id)
    const symbols = new Map([...others.symbols, ['g1', await post(stage, '/Groups', groupBody('crew', adas))]])
    const before = await dump(stage)
    const runs = await inBatches(made, atOnce, async ([one]) => [await run(stage, symbols, one as Made)])
    return { runs, followings: others.followings, dumps: { before, after: await dump(stage) } }
  } finally {
    await stage.end()
    files.remove()
  }
}

interface Others {
  readonly symbols: Symbols
  readonly followings: Followings
}

/** Who is a member or a manager in the table, or becomes one. */
const makeOthers = async (stage: Stage): Promise<Others> => {
  const people = ['u1', 'u2', 'u3', 'm1', 'm2'] as const
  const ids = new Map<string, string>()
  for (const name of people) {
    const more = name === 'm1' ? { displayName: 'Boss' } : {}
    ids.set(name, await post(stage, '/Users', userBody(`person-${name}`, more)))
  }
  ids.set('g2', await post(stage, '/Groups', groupBody('Members', [ids.get('u3') as string])))
  ids.set('U1', (ids.get('u1') as string).toUpperCase())
  const followings = new Map(
    [...ids].map(([name, id]) => {
      const type = name.startsWith('g') ? 'Group' : 'User'
      return [id, { $ref: `${stage.scim.url}/${type}s/${id}`, type, ...(name === 'm1' && { displayName: 'Boss' }) }]
    }),
  )
  return { symbols: ids, followings }
}

const post = async ({ scim }: Stage, path: string, body: unknown): Promise<string> => {
  const answer = await scim.post(path, body)
  if (answer.status !== 201) throw new Error(`${path}: ${JSON.stringify(answer.body)}`)
  return answer.body.id
}

interface Numbered {
  readonly each: PatchCase
  readonly number: number
}

/** Of the device of the case with this number. */
export const entryNameOf = (number: number): string => `device ${number}`

/** The resource before the patch. Of a device the client may not say everything: other LDAP clients made it. */
const make = async (stage: Stage, { symbols }: Others, { each, number }: Numbered): Promise<Made> => {
  const { resource, resourceType } = beforeOf(each)
  const names = namesOf(number)
  const path = `/${resourceType}s`
  if (resourceType === 'Device') {
    const dn = `cn=${entryNameOf(number)},${stage.groups}`
    await stage.admin.add(dn, { cn: entryNameOf(number), ...deviceEntry(resource) })
    return { case: each, id: await stage.admin.entryUuid(dn), path, names }
  }
  const { id: _, meta: __, groups: ___, ...body } = resource
  const id = await post(stage, path, translate(body, new Map([...symbols, ...names]), stage.scim.url))
  return { case: each, id, path, names }
}

const run = async ({ scim }: Stage, symbols: Symbols, { case: each, id, path, names }: Made): Promise<Run> => {
  const before = await scim.get(`${path}/${id}`)
  const times = beforeOf(each).resourceType === 'User' ? timesOf(before.body.meta.created) : new Map()
  const own = new Map([...symbols, ...names, ...times, [`${each.before}-1`, id], ['CREW-1', id.toUpperCase()]])
  const translated = <T>(json: T) => translate(json, own, scim.url)
  const body = { schemas: [urn.patchOp], Operations: translated(each.operations) }
  const answer = await scim.request('PATCH', `${path}/${id}`, { body })
  const after = await scim.get(`${path}/${id}`)
  return { case: each, id, translate: translated, before, answer, after }
}

const dump = async ({ admin, ldap }: Stage): Promise<Dump> => {
  const { searchEntries } = await admin.client.search(ldap.suffix, { attributes: ['*', '+'] })
  // That of the whole database stands at the suffix.
  return new Map(searchEntries.map(({ contextCSN: _, ...entry }) => [String(entry.entryUUID), entry]))
}
