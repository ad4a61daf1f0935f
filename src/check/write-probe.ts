/** probeWrites: a person made, deactivated, tried to bind as, and removed again, all through the operations that serve uses. */
import type { Directory } from '../directory/directory.ts'
import type { Dn } from '../ldap/dn.ts'
import { equal } from '../ldap/filter.ts'
import type { Mapping } from '../mapping/mapping.ts'
import type { Operations } from '../operations/operations.ts'
import { entriesOf } from '../operations/references/entries-of.ts'
import type { Scope } from '../operations/scope.ts'
import type { JsonObject } from '../scim/resource/json-object.ts'
import type { ResourceId } from '../scim/resource/resource.ts'
import type { ProbeFact } from './facts.ts'
import { placedBody } from './placed-body.ts'
import { wordsOf } from './trial.ts'

export interface WriteProbe {
  readonly directory: Directory & { bindAs(dn: string, password: string): Promise<boolean> }
  readonly operations: Operations
  readonly mapping: Mapping
  /** A name and a password that nobody has. */
  readonly userName: string
  readonly password: string
  /** Called as long as the person is there. */
  readonly whileThere: (id: ResourceId) => Promise<void>
}

interface Progress {
  step: string
  id?: ResourceId
  dn?: Dn | undefined
  lockedOut?: boolean | undefined
}

const scope: Scope = { tenant: 'check', client: 'check', grant: { read: true, write: true } }

export const probeWrites = async (probe: WriteProbe): Promise<ProbeFact> => {
  const { operations, mapping, whileThere } = probe
  const { resourceType } = mapping
  const { name } = resourceType
  const progress: Progress = { step: 'create' }
  let failed: ProbeFact['failed']
  try {
    const created = await operations.create(scope, resourceType, person(probe, true), { kind: 'default' })
    progress.id = created.resource.id as ResourceId
    progress.dn = await dnOf(probe, progress.id)
    progress.step = 'deactivate'
    progress.lockedOut = await deactivate(probe, progress)
    await whileThere(progress.id)
    progress.step = 'delete'
    await operations.delete(scope, { resourceType, id: progress.id })
    return { name, failed: undefined, lockedOut: progress.lockedOut, left: undefined }
  } catch (error) {
    failed = { step: progress.step, words: wordsOf(error) }
  }
  return { name, failed, lockedOut: progress.lockedOut, left: await leftBehind(probe, progress.dn) }
}

/** undefined: `active` or `password` is not mapped, or the password did not work while the person was active. */
const deactivate = async (probe: WriteProbe, progress: Progress): Promise<boolean | undefined> => {
  const { directory, operations, mapping } = probe
  const { resourceType } = mapping
  const id = progress.id as ResourceId
  const canBind = async () => progress.dn !== undefined && (await directory.bindAs(progress.dn, probe.password))
  const isMapped = mapping.password !== undefined && mapping.rules.some(({ path }) => path.attribute.name === 'active')
  const couldBind = isMapped && (await canBind())
  const { password: _, ...body } = { password: undefined, ...person(probe, false) }
  await operations.replace(scope, { resourceType, id }, body, { projection: { kind: 'default' } })
  // It may have been moved.
  progress.dn = await dnOf(probe, id)
  return couldBind ? !(await canBind()) : undefined
}

const person = ({ userName, password, mapping }: WriteProbe, active: boolean): JsonObject =>
  placedBody(mapping, {
    schemas: [mapping.resourceType.schema.id],
    userName,
    name: { formatted: 'scimdap check', familyName: 'check', givenName: 'scimdap' },
    ...(mapping.rules.some(({ path }) => path.attribute.name === 'active') ? { active } : {}),
    ...(mapping.password === undefined ? {} : { password }),
  })

const dnOf = async ({ directory, mapping }: WriteProbe, id: string): Promise<Dn | undefined> => {
  const [entry] = await entriesOf(directory, mapping, { where: equal('entryUUID', id), types: [] })
  return entry?.dn
}

const leftBehind = async ({ directory }: WriteProbe, dn: Dn | undefined): Promise<Dn | undefined> => {
  if (dn === undefined) return undefined
  try {
    if ((await directory.read(dn, [])) === undefined) return undefined
    await directory.delete(dn)
    return undefined
  } catch {
    return dn
  }
}
