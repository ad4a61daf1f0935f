/** stageWrite: one write of a unit of work, judged as the server would judge it, and kept. RFC 4511 §4.6 to §4.9, RFC 4528 */
import { applyChange, type EntryChange, InapplicableChange, isEmpty } from '../../ldap/change.ts'
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import { type Entry, textOf } from '../../ldap/entry.ts'
import type { LdapFilter } from '../../ldap/filter.ts'
import { unreachable } from '../../text/unreachable.ts'
import { DirectoryError, type DirectoryReader, type DirectoryWrite } from '../directory.ts'
import type { Subschema } from '../subschema.ts'
import { assertionOn } from '../write-assertion.ts'
import { canonicalAttributes, canonicalType } from './canonical-type.ts'
import { checkSchema } from './check-schema.ts'
import { createMatcher } from './matcher.ts'
import { born, changed } from './operational.ts'
import type { Stage, StagedEntry } from './stage.ts'

export interface Staging {
  readonly directory: Pick<DirectoryReader, 'read'>
  readonly subschema: Subschema
  readonly stage: Stage
}

/** What the ACL, the overlays and most of the schema say comes only at the commit. @returns the entry as it is afterwards */
export const stageWrite = (staging: Staging, write: DirectoryWrite): Promise<Entry | undefined> => {
  switch (write.kind) {
    case 'add':
      return stageAdd(staging, write)
    case 'change':
      return stageChange(staging, write)
    case 'delete':
      return stageDelete(staging, write)
    default:
      return unreachable(write)
  }
}

type Write<Kind> = Extract<DirectoryWrite, { readonly kind: Kind }>

const stageAdd = async (staging: Staging, write: Write<'add'>): Promise<Entry> => {
  const { stage, subschema } = staging
  await refuseTaken(staging, write.dn)
  const attributes = canonicalAttributes(write.attributes, subschema)
  checkSchema(attributes, subschema)
  const entry = born({ dn: write.dn, attributes })
  stage.put(undefined, { origin: undefined, entry }, write)
  return entry
}

const stageChange = async (staging: Staging, { dn, change, assertion }: Write<'change'>): Promise<Entry> => {
  const { stage, subschema } = staging
  const { origin, entry } = await entryAt(staging, dn)
  refuseFailed(assertion, entry, subschema)
  if (isEmpty(change)) return entry
  const applied = apply(entry, change, subschema)
  checkSchema(applied.attributes, subschema)
  if (normaliseDn(applied.dn) !== normaliseDn(entry.dn)) {
    refuseParent(entry)
    await refuseTaken(staging, applied.dn)
  }
  const after = changed(applied)
  const guard = guardOf(stage, { origin, entry })
  stage.put({ origin, entry }, { origin, entry: after }, { kind: 'change', dn: entry.dn, change, ...guard })
  return after
}

const stageDelete = async (staging: Staging, { dn, assertion }: Write<'delete'>): Promise<undefined> => {
  const { stage, subschema } = staging
  const { origin, entry } = await entryAt(staging, dn)
  refuseFailed(assertion, entry, subschema)
  refuseParent(entry)
  const guard = guardOf(stage, { origin, entry })
  stage.put({ origin, entry }, { origin, entry: undefined }, { kind: 'delete', dn: entry.dn, ...guard })
}

type Present = StagedEntry & { readonly entry: Entry }

/** What is touched for the first time is read whole. */
const entryAt = async ({ directory, stage, subschema }: Staging, dn: Dn): Promise<Present> => {
  const place = stage.at(dn)
  if (place === 'vacated') throw refusal.noSuchObject()
  if (place !== 'untouched') return place
  const read = await directory.read(dn, ['*', '+'])
  if (read === undefined) throw refusal.noSuchObject()
  return { origin: read.dn, entry: { dn: read.dn, attributes: canonicalAttributes(read.attributes, subschema) } }
}

const refuseTaken = async ({ directory, stage }: Staging, dn: Dn): Promise<void> => {
  const place = stage.at(dn)
  if (place === 'vacated') return
  if (place !== 'untouched' || (await directory.read(dn, [])) !== undefined) throw refusal.alreadyExists()
}

const refuseFailed = (assertion: LdapFilter | undefined, { attributes }: Entry, subschema: Subschema): void => {
  if (assertion !== undefined && createMatcher(assertion, subschema)(attributes) !== true)
    throw refusal.assertionFailed()
}

/** What lies below would have to be laid over too. */
const refuseParent = ({ attributes }: Entry): void => {
  if (textOf(attributes, 'hasSubordinates')?.toUpperCase() === 'TRUE') throw refusal.notAllowedOnParent()
}

const apply = (entry: Entry, change: EntryChange, subschema: Subschema): Entry => {
  const modifications = change.modifications.map((each) => ({ ...each, type: canonicalType(each.type, subschema) }))
  try {
    return applyChange(entry, { ...change, modifications }, (type) => subschema.attributeType(type)?.equality)
  } catch (error) {
    if (error instanceof InapplicableChange) throw new DirectoryError(error.resultCode, error.message, { cause: error })
    throw error
  }
}

/**
 * The first write of an entry that the directory has is for the very state in which it was found, since all that follows
 * is decided on that; the others need no guard, and a new entry neither: nobody comes between the writes of a
 * transaction.
 */
const guardOf = (stage: Stage, { origin, entry }: Present): { readonly assertion?: LdapFilter } => {
  return origin === undefined || stage.isTouched(origin) ? {} : { assertion: assertionOn(entry) }
}

const refusal = {
  noSuchObject: () => new DirectoryError(32, 'no such entry'),
  notAllowedOnParent: () => new DirectoryError(66, 'the entry has entries below it'),
  alreadyExists: () => new DirectoryError(68, 'an entry of this name is there'),
  assertionFailed: () => new DirectoryError(122, 'the assertion does not hold'),
}
