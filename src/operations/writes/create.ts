/** create: a new entry from a body. RFC 7644 §3.3 */
import { isEntry } from '../../directory/write-assertion.ts'
import { rdnOf } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { complete } from '../../mapping/defaults.ts'
import { idOf } from '../../mapping/identity.ts'
import { makingOf } from '../../mapping/limited-mapping.ts'
import type { Encoding, Mapping } from '../../mapping/mapping.ts'
import { planAdd } from '../../mapping/plan-change.ts'
import { planReadOne, readAll } from '../../mapping/plan-search.ts'
import { ScimError, withDetail } from '../../scim/error.ts'
import { accept } from '../../scim/resource/accept.ts'
import { requireAttributes } from '../../scim/resource/required.ts'
import type { Resource } from '../../scim/resource/resource.ts'
import { withPreparedName } from '../../scim/resource/user-name.ts'
import { givenIn, withSpecified } from '../../scim/search/specified.ts'
import { createdWith, type Trail } from '../audit/trail.ts'
import { type Dependencies, mappingOf } from '../dependencies.ts'
import type { Operations } from '../operations.ts'
import { type Bar, newBar, withBar } from '../passwords/bar.ts'
import { type NewPassword, passwordIn, withPassword } from '../passwords/password.ts'
import { setPassword } from '../passwords/set-password.ts'
import { presentWritten } from '../present.ts'
import { findEntry } from '../read.ts'
import { afterWrite } from '../retry.ts'
import { translate } from '../translate.ts'
import { encodingFor } from './encoding.ts'
import type { HeldNames } from './held-names.ts'
import { tellAside } from './kept-aside.ts'
import { refusingLongName } from './long-name.ts'
import type { TakeNumbers } from './numbers.ts'
import { refuseElsewhere, refuseOutside } from './outside.ts'
import { refuseCreation } from './permitted.ts'
import { refuseNowhere, refusingNowhere } from './place-of-new.ts'
import { openNames } from './reservations.ts'
import { refuseTaken, reservedNames } from './uniqueness.ts'

export type CreateDependencies = Dependencies & { readonly takeNumbers: TakeNumbers }

export const createCreate =
  (dependencies: CreateDependencies): Operations['create'] =>
  async (scope, resourceType, body, projection) => {
    const mapping = mappingOf(dependencies, resourceType)
    const accepted = accept(mapping.resourceType, body)
    refuseCreation(mapping, accepted)
    requireAttributes(mapping.resourceType, accepted)
    const shown = withSpecified(projection, mapping.resourceType, () => givenIn(mapping.resourceType, accepted))
    const resource = complete(makingOf(mapping), withPreparedName(mapping.resourceType, accepted))
    const password = passwordIn(mapping, resource)
    const names = openNames(dependencies)
    const entry = await names.whileHeld(store(dependencies, mapping, { resource, password, names, trail: scope.trail }))
    dependencies.brake?.made(idOf(entry))
    const reading = planReadOne(mapping, shown)
    return afterWrite(presentWritten(dependencies, entry, { mapping, reading, projection: shown }))
  }

interface Numbering {
  readonly resource: Resource
  readonly encoding: Encoding
  readonly takeNumbers: TakeNumbers
  /** What else a request that is only rehearsed has put there counts. */
  readonly directory: CreateDependencies['directory']
}

/** Whoever is refused for what was sent takes no number. */
const planNumbered = async (mapping: Mapping, { resource, encoding, takeNumbers, directory }: Numbering) => {
  const plan = planAdd(mapping, resource, encoding)
  if (mapping.creation.numbers.length === 0) return plan
  return planAdd(mapping, resource, { ...encoding, numbers: await takeNumbers(mapping, directory) })
}

interface Storing {
  readonly resource: Resource
  readonly password: NewPassword | undefined
  readonly names: HeldNames
  readonly trail: Trail | undefined
}

const store = async (
  dependencies: CreateDependencies,
  mapping: Mapping,
  { resource, password, names, trail }: Storing,
): Promise<Entry> => {
  const making = makingOf(mapping)
  await names.take(reservedNames(making, { resource }))
  await refuseTaken(dependencies, mapping, { resource })
  const encoding = await encodingFor(dependencies, mapping, { resource })
  const { dn, attributes } = await planNumbered(making, { resource, encoding, ...dependencies })
  await refuseOutside(dependencies, mapping, attributes)
  refuseElsewhere(mapping, dn)
  await refuseNowhere(dependencies.directory, mapping, dn)
  const { types } = readAll(mapping)
  const isInactive = resource.active === false
  const bar = password?.by === 'operation' && isInactive && mapping.lock?.bar ? newBar(mapping.lock.bar) : undefined
  const all = withBar(password?.by === 'value' ? withPassword(attributes, password) : attributes, bar)
  names.mustHold()
  trail?.decided(createdWith(mapping, resource, password !== undefined))
  const added = await dependencies.directory
    .add(dn, all, { types, setsPassword: password?.by === 'value' })
    .catch(refusingNowhere(mapping, dn))
    .catch(refusingLongName(rdnOf(dn)))
  tellAside(dependencies, mapping, [...attributes.keys()])
  return password?.by === 'operation' ? protect(dependencies, mapping, { added, password, isInactive, bar }) : added
}

interface Protection {
  readonly added: Entry
  readonly password: NewPassword
  readonly isInactive: boolean
  readonly bar: Bar | undefined
}

/** The new entry with its password. One that the directory refuses leaves no entry behind. */
const protect = async (
  dependencies: Dependencies,
  mapping: Mapping,
  { added, password, isInactive, bar }: Protection,
): Promise<Entry> => {
  try {
    const locking = isInactive ? [] : undefined
    await setPassword(dependencies, mapping, { entry: added, password: password.value, locking, bar, isBarUp: true })
  } catch (thrown) {
    await takeBack(dependencies, added, thrown)
    throw thrown
  }
  const target = { resourceType: mapping.resourceType, id: idOf(added) }
  return afterWrite(findEntry(dependencies, { mapping, target }, readAll(mapping).types))
}

/** Of this very entry: another may have its DN by now. */
const takeBack = async ({ directory }: Dependencies, added: Entry, thrown: unknown): Promise<void> => {
  try {
    await directory.delete(added.dn, isEntry(added))
  } catch (cause) {
    const refusal = translate(thrown)
    const error =
      refusal instanceof ScimError ? refusal : new ScimError(500, undefined, 'the password could not be set')
    const more = '(the resource was created without its password, and could not be removed again)'
    throw withDetail(error, `${error.message} ${more}`, cause)
  }
}
