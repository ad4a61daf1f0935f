/** write: the shared path of every change of an existing resource: read, decide, write under an assertion, again if lost. */
import { isEmpty } from '../ldap/change.ts'
import { type Entry, textOf } from '../ldap/entry.ts'
import { and, equal, type LdapFilter } from '../ldap/filter.ts'
import { decode } from '../mapping/decode.ts'
import { complete } from '../mapping/encode.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { planChange } from '../mapping/plan-change.ts'
import { planRead, readAll } from '../mapping/plan-search.ts'
import { versionOf } from '../mapping/version.ts'
import { preconditionFailed } from '../scim/error.ts'
import { sameValue } from '../scim/resource/equality.ts'
import { type Resource, valueAt } from '../scim/resource/resource.ts'
import { matches, type Precondition } from '../scim/resource/version.ts'
import type { Projection } from '../scim/search/query.ts'
import { type Dependencies, mappingOf } from './dependencies.ts'
import { encodingFor, type KnownEntry } from './encoding.ts'
import { lookupFor } from './lookup.ts'
import type { Stored, Target } from './operations.ts'
import { setPassword } from './password.ts'
import { present } from './present.ts'
import { findEntry } from './read.ts'
import { contended, isLostRace, isUnknownOutcome, maxAttempts, pause } from './retry.ts'

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
    const state: WriteState = { passwordIsSet: false, isUncertain: false }
    let cause: unknown
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      try {
        return await attemptWrite(dependencies, request, state)
      } catch (thrown) {
        if (isUnknownOutcome(thrown)) state.isUncertain = true
        else if (!isLostRace(thrown)) throw thrown
        cause = thrown
        dependencies.observe({
          kind: 'write-retried',
          attempt,
          reason: isLostRace(thrown) ? String(thrown.code) : 'lost',
        })
        await pause(attempt)
      }
    }
    throw contended(cause)
  }

interface WriteState {
  passwordIsSet: boolean
  /** A write of ours went out and no answer came: what is stored may already be what was asked. */
  isUncertain: boolean
}

const attemptWrite = async (
  dependencies: Dependencies,
  { target, projection, ifMatch, next }: WriteRequest,
  state: WriteState,
): Promise<Stored> => {
  const mapping = mappingOf(dependencies, target.resourceType)
  const { types } = readAll(mapping)
  const before = await readKnown(dependencies, mapping, target)
  const after = complete(mapping, next(before.resource))
  if (ifMatch !== undefined && !isAlreadyDone(mapping, before.resource, after, state)) {
    if (!matches(ifMatch, versionOf(mapping, before.entry, before.resource), 'content')) {
      throw preconditionFailed(`the ${target.resourceType.name} has changed since that version`)
    }
  }
  const encoding = await encodingFor(dependencies, mapping, { resource: after, before })
  const change = planChange(mapping, before, { resource: after, encoding })
  if (isEmpty(change) && typeof after.password !== 'string')
    return show(dependencies, mapping, { entry: before.entry, projection })
  if (typeof after.password === 'string' && !state.passwordIsSet) {
    await setPassword(dependencies.directory, mapping, {
      entry: before.entry,
      after,
      assertion: assertionOn(before.entry),
    })
    state.passwordIsSet = true
    return attemptWrite(
      dependencies,
      { target, projection, next: (stored) => ({ ...next(stored), password: undefined }) },
      state,
    )
  }
  if (isEmpty(change)) return show(dependencies, mapping, { entry: before.entry, projection })
  const written = await dependencies.directory.change(before.entry.dn, change, {
    assertion: assertionOn(before.entry),
    types,
  })
  return show(dependencies, mapping, { entry: written, projection })
}

/** The write is for this very entry in this very state: not for another that took its DN, not over another's change. */
export const assertionOn = ({ attributes }: Entry): LdapFilter => {
  const held = (type: string) => {
    const value = textOf(attributes, type)
    return value === undefined ? [] : [equal(type, value)]
  }
  return and(...held('entryUUID'), ...held('entryCSN'))
}

/** The entry with everything that is mapped, and the resource that it stands for. */
export const readKnown = async (
  dependencies: Dependencies,
  mapping: Mapping,
  target: Target,
): Promise<KnownEntry & { readonly resource: Resource }> => {
  const { rules, types } = readAll(mapping)
  const entry = await findEntry(dependencies, { mapping, target }, types)
  const lookup = await lookupFor(dependencies, [entry], { rules })
  return { entry, lookup, resource: decode(mapping, { entry, lookup }) }
}

/** After an unanswered write, finding what was asked for is success and no reason for 412. */
const isAlreadyDone = (mapping: Mapping, before: Resource, after: Resource, state: WriteState): boolean =>
  state.isUncertain &&
  mapping.rules.every(({ path }) =>
    sameValue(
      path.attribute,
      valueAt(before, path.attribute, path.extension),
      valueAt(after, path.attribute, path.extension),
    ),
  )

const show = (
  dependencies: Dependencies,
  mapping: Mapping,
  { entry, projection }: { readonly entry: Entry; readonly projection: Projection },
): Promise<Stored> => present(dependencies, entry, { mapping, reading: planRead(mapping, projection), projection })
