/** write: the shared path of every change of an existing resource: read, decide, write under an assertion, again if lost. */
import { DirectoryError } from '../directory/directory.ts'
import { type EntryChange, isEmpty } from '../ldap/change.ts'
import { type Entry, textOf } from '../ldap/entry.ts'
import { complete } from '../mapping/encode.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { planChange } from '../mapping/plan-change.ts'
import { planRead, readAll } from '../mapping/plan-search.ts'
import { versionOf } from '../mapping/version.ts'
import { conflict, preconditionFailed, ScimError, unavailable } from '../scim/error.ts'
import type { Resource } from '../scim/resource/resource.ts'
import { matches, type Precondition } from '../scim/resource/version.ts'
import type { Projection } from '../scim/search/query.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import { encodingFor, type KnownEntry } from './encoding.ts'
import type { Stored, Target } from './operations.ts'
import { type NewPassword, passwordIn, passwordModification, setPassword, withoutOwnEffects } from './password.ts'
import { present } from './present.ts'
import { readKnown } from './read.ts'
import { isRenaming, rename } from './rename.ts'
import { afterWrite, retrying } from './retry.ts'
import { translate } from './translate.ts'
import { refuseTaken } from './uniqueness.ts'
import { assertionOn } from './write-assertion.ts'

export interface WriteRequest {
  readonly target: Target
  readonly projection: Projection
  readonly ifMatch?: Precondition
  /** Decides the new state from the stored one; called again after a lost race. */
  readonly next: (before: Resource) => Resource
}

/** The resource as stored afterwards. An empty change writes nothing and keeps the version. */
export const createWrite =
  (dependencies: Dependencies) =>
  async (request: WriteRequest): Promise<Stored> => {
    const progress: Progress = { refusals: 0 }
    try {
      return await retrying(dependencies.observe, (isUncertain) =>
        attemptWrite(dependencies, request, { progress, isUncertain }),
      )
    } catch (thrown) {
      throw progress.passwordSet === undefined ? thrown : tellingOfPassword(translate(thrown))
    }
  }

/** What earlier attempts of the same request did and met. */
interface Progress {
  /** The password was set by a write of its own: the state on which that was decided. */
  passwordSet?: { readonly entry: Entry; readonly active: Resource['active'] }
  /** How often the directory contradicted what it had shown, though the entry had not changed in between. */
  refusals: number
  refusedAt?: string
}

interface Attempt {
  readonly progress: Progress
  /** A write of ours went out and no answer came: what is stored may already be what was asked. */
  readonly isUncertain: boolean
}

interface Decision {
  readonly before: KnownEntry & { readonly resource: Resource }
  readonly change: EntryChange
  /** To be set by a write of its own, before the change. */
  readonly password: NewPassword | undefined
  readonly isInactive: boolean
}

const attemptWrite = async (
  dependencies: Dependencies,
  request: WriteRequest,
  { progress, isUncertain }: Attempt,
): Promise<Stored> => {
  const mapping = mappingOf(dependencies, request.target.resourceType)
  const show = (entry: Entry): Promise<Stored> => {
    const { projection } = request
    return present(dependencies, entry, { mapping, reading: planRead(mapping, projection), projection })
  }
  const decision = await decide(dependencies, request, { mapping, progress, isUncertain })
  const { before, change, password, isInactive } = decision
  if (password !== undefined) {
    await setPassword(dependencies, mapping, { entry: before.entry, password, isInactive })
    progress.passwordSet = { entry: before.entry, active: !isInactive }
    return attemptWrite(dependencies, request, { progress, isUncertain })
  }
  if (isEmpty(change)) return show(before.entry)
  const { types } = readAll(mapping)
  const written = isRenaming(change)
    ? await rename(dependencies, before.entry, { change, types })
    : await dependencies.directory
        .change(before.entry.dn, change, { assertion: assertionOn(before.entry), types })
        .catch((thrown: unknown) => {
          throw contradicted(thrown, before.entry, progress)
        })
  return afterWrite(show(written))
}

/** @throws 412, 404, 400, 409 */
const decide = async (
  dependencies: Dependencies,
  { target, ifMatch, next }: WriteRequest,
  { mapping, progress, isUncertain }: Attempt & { readonly mapping: Mapping },
): Promise<Decision> => {
  const before = await readKnown(dependencies, mapping, target)
  const { passwordSet } = progress
  const refuseStale = (isDone: boolean) => {
    if (ifMatch === undefined || isDone) return
    const judged =
      passwordSet === undefined ? before.entry : withoutOwnEffects(mapping, before.entry, passwordSet.entry)
    if (matches(ifMatch, versionOf(mapping, judged, before.resource), 'content')) return
    // It may be our own write that changed it: 412 could be a lie.
    if (isUncertain) throw unavailable('an answer of the directory was lost; read the resource before you try again', 1)
    throw preconditionFailed(`the ${target.resourceType.name} has changed since that version`)
  }
  if (!isUncertain) refuseStale(false)
  const wanted = complete(mapping, next(before.resource))
  // The password operation took the lock away: what is read now says nothing of what was meant.
  const after = passwordSet === undefined ? wanted : { ...wanted, active: wanted.active && passwordSet.active }
  await refuseTaken(dependencies, mapping, { resource: after, before: before.resource })
  const encoding = await encodingFor(dependencies, mapping, { resource: after, before })
  const change = planChange(mapping, before, { resource: after, encoding })
  const password = passwordSet === undefined ? passwordIn(mapping, after) : undefined
  const isInactive = after.active === false
  if (isUncertain) refuseStale(isEmpty(change) && password === undefined)
  if (password?.by !== 'value' || isInactive) return { before, change, password, isInactive }
  const modifications = [...change.modifications, passwordModification(password)]
  return { before, change: { ...change, modifications }, password: undefined, isInactive }
}

const enoughRefusals = 5

/**
 * noSuchAttribute and attributeOrValueExists are lost races, unless the entry is the same each time it is read: then
 * it holds values that the gateway may not see.
 */
const contradicted = (thrown: unknown, { attributes }: Entry, progress: Progress): unknown => {
  if (!(thrown instanceof DirectoryError) || (thrown.code !== 16 && thrown.code !== 20)) return thrown
  const state = textOf(attributes, 'entryCSN') ?? ''
  progress.refusals = progress.refusedAt === state ? progress.refusals + 1 : 1
  progress.refusedAt = state
  if (progress.refusals < enoughRefusals) return thrown
  return conflict('the entry holds values that the directory does not show to the gateway', thrown)
}

/** Half done must not look like nothing done. */
const tellingOfPassword = (thrown: unknown): unknown => {
  if (!(thrown instanceof ScimError)) return thrown
  const { status, scimType, message, headers } = thrown
  return new ScimError(status, scimType, `${message} (the password was set before this)`, { cause: thrown, headers })
}
