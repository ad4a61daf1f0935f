/** patchMembers: members added to and removed from a group without reading the others. RFC 7644 §3.5.2.1, §3.5.2.2 */
import { DirectoryError } from '../../directory/directory.ts'
import type { Modification } from '../../ldap/change.ts'
import type { Dn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import { and, equal, type LdapFilter } from '../../ldap/filter.ts'
import type { Rule } from '../../mapping/mapping.ts'
import { nameIn, storableName } from '../../mapping/naming.ts'
import { planReadOne } from '../../mapping/plan-search.ts'
import { contentVersionOf } from '../../mapping/version.ts'
import { mutability } from '../../scim/error.ts'
import type { MemberChanges } from '../../scim/patch/member-changes.ts'
import type { Precondition } from '../../scim/resource/version.ts'
import { mustBeStored } from '../../scim/schema/attribute.ts'
import type { Projection } from '../../scim/search/query.ts'
import { type Linked, ruleName, type Trail } from '../audit/trail.ts'
import { inBatches } from '../batches.ts'
import { type BrakeTurn, braked } from '../brake/brake.ts'
import { type Counted, countedRemovals } from '../brake/counted.ts'
import { type Dependencies, mappingOf } from '../dependencies.ts'
import type { Stored, Target } from '../operations.ts'
import { presentWritten } from '../present.ts'
import { findEntry } from '../read.ts'
import { resolveIds } from '../references/references.ts'
import { createWitnesses, type GroupInDirectory, type Witnesses } from '../references/witness.ts'
import { afterWrite, retrying } from '../retry.ts'
import { nobody } from './encoding.ts'
import { isIn, nothingHeldOpen, openingOf } from './held-open.ts'
import { asUnknown, refuseStale } from './stale.ts'
import { contradicting, type WriteProgress } from './write-progress.ts'

export interface MemberPatch {
  readonly target: Target
  readonly members: MemberChanges
  /** The list, of one attribute type. */
  readonly list: Rule
  readonly projection: Projection
  readonly ifMatch?: Precondition
  readonly trail?: Trail | undefined
}

/**
 * The plain values go out at once, guarded by an assertion on the group's id, on its version where `If-Match` was
 * given, and on a member that stays behind. Only when the directory says that one is there already (20) or is not there
 * (16) are they looked at one by one; what would change nothing is dropped, and where nothing is left nothing is
 * written and the version stays. undefined: nobody was found who stays in a list with a placeholder; whether that must
 * come, only the whole group can tell.
 */
export const createPatchMembers = (dependencies: Dependencies) => {
  const witnesses = createWitnesses(dependencies)
  return (patch: MemberPatch): Promise<Stored | undefined> => {
    const state: State = { isContested: false, refusals: 0 }
    return braked(dependencies.brake, (turn) =>
      retrying(dependencies.observe, (isUncertain) => {
        const attempted = attempt(dependencies, witnesses, { patch, state, isUncertain, turn })
        return isUncertain ? attempted.catch(asUnknown) : attempted
      }),
    )
  }
}

interface State extends WriteProgress {
  /** The directory refused a value: each is looked at. */
  isContested: boolean
}

/** DNs, or names where the list holds such. */
interface MemberValues {
  /** Whose each is. */
  readonly ids?: ReadonlyMap<string, string>
  readonly add: readonly string[]
  readonly remove: readonly string[]
}

interface Attempt {
  readonly patch: MemberPatch
  readonly state: State
  /** A write of ours went out and no answer came: what is stored may already be what was asked. */
  readonly isUncertain: boolean
  readonly turn: BrakeTurn
}

const attempt = async (
  dependencies: Dependencies,
  witnesses: Witnesses,
  { patch, state, isUncertain, turn }: Attempt,
): Promise<Stored | undefined> => {
  const { target, projection, list } = patch
  const mapping = mappingOf(dependencies, target.resourceType)
  const reading = planReadOne(mapping, projection)
  const resolving = storedValues(dependencies, patch)
  // Whether there is such a group is said first.
  resolving.catch(() => undefined)
  const entry = await findEntry(dependencies, { mapping, target }, reading.types)
  const checkVersion = () => refuseStale(target, patch.ifMatch, contentVersionOf(mapping, entry))
  if (!isUncertain) checkVersion()
  const [memberType = ''] = list.types
  const group = { id: target.id, dn: entry.dn, memberType, to: list.to ?? [] }
  const named = await resolving
  const dns = state.isContested || isUncertain ? await effective(dependencies, group, named) : named
  const show = (shown: Entry) => presentWritten(dependencies, shown, { mapping, reading, projection })
  const take = (counted: readonly Counted[]) => turn.take({ id: target.id, counted, isUncertain })
  if (dns.add.length + dns.remove.length === 0) await take([])
  if (dns.add.length + dns.remove.length === 0) return show(entry)
  if (isUncertain) checkVersion()
  const { placeholder } = list
  const mayBeEmpty = !mustBeStored(list.path.attribute) && placeholder === undefined
  const staying = dns.add[0] ?? (mayBeEmpty ? undefined : await witnesses.find(group, dns.remove as Dn[]))
  if (staying === undefined && placeholder !== undefined) {
    await take([])
    return undefined
  }
  if (staying === undefined && !mayBeEmpty) {
    if (state.isContested) throw mutability(`${list.path.attribute.name} must name somebody`)
    state.isContested = true
    return attempt(dependencies, witnesses, { patch, state, isUncertain, turn })
  }
  const guard = dns.add.length === 0 ? staying : undefined
  const opening = dns.add.length === 0 ? nothingHeldOpen : await openingOf(dependencies, group, placeholder)
  patch.trail?.decided({
    before: contentVersionOf(mapping, entry),
    attributes: [ruleName(list)],
    linked: [linkedBy(named, dns, list)],
  })
  await take(countedRemovals(mapping, dns.remove.length))
  const written = await dependencies.directory
    .change(
      entry.dn,
      { modifications: [...modificationsOf(dns, memberType), ...opening.modifications] },
      {
        assertion: and(assertionFor(group, { entry, patch, staying: guard }), opening.assertion),
        types: reading.types,
      },
    )
    .catch((thrown: unknown) => {
      if (thrown instanceof DirectoryError && (thrown.code === 16 || thrown.code === 20)) state.isContested = true
      else witnesses.forget(group)
      throw thrown
    })
    .catch(contradicting(state, entry))
  if (!mayBeEmpty) {
    witnesses.learn(group, dns.add as Dn[])
    witnesses.forget(group, dns.remove as Dn[])
  }
  return afterWrite(show(written))
}

/** An id to add must be somebody, also one that a later operation removes; one to remove that is nobody is no member either. */
const storedValues = async (dependencies: Dependencies, { members, list }: MemberPatch): Promise<MemberValues> => {
  const types = list.to ?? []
  const { by } = list
  const found = await resolveIds(dependencies, [...members.add, ...members.remove], types, by && [by.type])
  const storedFor = (id: string): string => {
    const target = found.get(id)
    if (target === undefined) throw nobody(id, types)
    return by === undefined ? target.dn : storableName(target.entry, by)
  }
  members.passing.forEach(storedFor)
  const gone = members.remove.flatMap((id) => found.get(id) ?? [])
  const ids = new Map<string, string>()
  for (const [id, { dn, entry }] of found) ids.set(by === undefined ? dn : (nameIn(entry, by) ?? ''), id)
  return {
    ids,
    add: members.add.map(storedFor),
    remove: gone.flatMap(({ dn, entry }) => (by === undefined ? dn : nameIn(entry, by)) ?? []),
  }
}

const linkedBy = ({ ids }: MemberValues, { add, remove }: MemberValues, list: Rule): Linked => ({
  attribute: ruleName(list),
  added: add.flatMap((value) => ids?.get(value) ?? []),
  removed: remove.flatMap((value) => ids?.get(value) ?? []),
})

/** Those that would change something. */
const effective = async (
  dependencies: Dependencies,
  group: GroupInDirectory,
  dns: MemberValues,
): Promise<MemberValues> => {
  const held = await inBatches([...dns.add, ...dns.remove], { size: 1, concurrency: 16 }, async ([dn]) => {
    return (await isIn(dependencies, group, dn as string)) ? [dn as string] : []
  })
  const isMember = new Set(held)
  return { add: dns.add.filter((dn) => !isMember.has(dn)), remove: dns.remove.filter((dn) => isMember.has(dn)) }
}

const modificationsOf = ({ add, remove }: MemberValues, type: string): readonly Modification[] => [
  ...(add.length > 0 ? [{ operation: 'add' as const, type, values: add }] : []),
  ...(remove.length > 0 ? [{ operation: 'delete' as const, type, values: remove }] : []),
]

const assertionFor = (
  group: GroupInDirectory,
  {
    entry,
    patch,
    staying,
  }: { readonly entry: Entry; readonly patch: MemberPatch; readonly staying: string | undefined },
): LdapFilter => {
  const csn = textOf(entry.attributes, 'entryCSN')
  return and(
    equal('entryUUID', group.id),
    ...(patch.ifMatch !== undefined && csn !== undefined ? [equal('entryCSN', csn)] : []),
    ...(staying === undefined ? [] : [equal(group.memberType, staying)]),
  )
}
