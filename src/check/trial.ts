/** tryWriting: a resource of a type made and removed again, all through the operations that serve uses. */
import { type Directory, DirectoryError } from '../directory/directory.ts'
import { childOf, type Dn } from '../ldap/dn.ts'
import { equal } from '../ldap/filter.ts'
import type { Operations } from '../operations/operations.ts'
import { entriesOf } from '../operations/references/entries-of.ts'
import type { Scope } from '../operations/scope.ts'
import { ScimError } from '../scim/error.ts'
import type { ResourceId } from '../scim/resource/resource.ts'
import type { TrialFact } from './facts.ts'
import { failureOf } from './failure.ts'
import { type Sampling, sampleBody } from './sample-body.ts'

export interface Trial extends Sampling {
  readonly directory: Directory
  readonly operations: Operations
}

const scope: Scope = { tenant: 'check', client: 'check', grant: { read: true, write: true } }

export const tryWriting = async (trial: Trial): Promise<TrialFact> => {
  const { mapping, operations } = trial
  const { resourceType } = mapping
  const { name } = resourceType
  const body = sampleBody(trial)
  if (typeof body === 'string') return { name, outcome: 'untried', words: body }
  let step = 'create'
  let dn: Dn | undefined
  try {
    const created = await operations.create(scope, resourceType, body, { kind: 'default' })
    const id = created.resource.id as ResourceId
    step = 'read'
    dn = await dnOf(trial, id)
    step = 'delete'
    await operations.delete(scope, { resourceType, id })
    return { name, outcome: 'made' }
  } catch (error) {
    const left = await leftBehind(trial, { dn, isMade: step !== 'create' })
    const words = wordsOf(error)
    // The values were invented: others may be welcome.
    if (step === 'create' && error instanceof ScimError && [400, 409].includes(error.status)) {
      return { name, outcome: 'untried', words, ...(left && { left }) }
    }
    return { name, outcome: 'refused', step, words, ...(left && { left }) }
  }
}

const dnOf = async ({ directory, mapping }: Trial, id: string): Promise<Dn | undefined> => {
  const [entry] = await entriesOf(directory, mapping, { where: equal('entryUUID', id), types: [] })
  return entry?.dn
}

/** Also one that was made and is not seen: nobody else has the name. */
const leftBehind = async (
  { directory, mapping: { creation }, nobodys }: Trial,
  { dn, isMade }: { readonly dn: Dn | undefined; readonly isMade: boolean },
): Promise<Dn | undefined> => {
  const own =
    dn ??
    childOf(
      creation.base,
      creation.rdnTypes.map((type) => ({ type, value: nobodys })),
    )
  try {
    await directory.delete(own)
    return undefined
  } catch (error) {
    const isGone = error instanceof DirectoryError && error.code === noSuchObject
    return isMade && !isGone ? own : undefined
  }
}

const noSuchObject = 32

/** What a client would be told, or what the directory said. */
export const wordsOf = (error: unknown): string =>
  error instanceof ScimError ? `${error.status} ${error.message}` : failureOf(error).words
