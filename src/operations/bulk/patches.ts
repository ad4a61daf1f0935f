/** takePatch: a PATCH of a bulk request, together with those before it that wait for what it brings. RFC 7644 §3.7 */
import { targetKey } from '../../scim/bulk/followed.ts'
import type { PatchOperation } from '../../scim/bulk/operation.ts'
import type { Outcome } from '../../scim/bulk/response.ts'
import { ScimError } from '../../scim/error.ts'
import { type PatchLimits, parsePatchRequest } from '../../scim/patch/operation.ts'
import { urn } from '../../scim/urn.ts'
import { type BulkTurn, type Held, settle, tooLate } from './turn.ts'

export type CarryOut = (operation: PatchOperation) => Promise<Outcome>

interface Patching {
  readonly operation: PatchOperation
  /** Whether another PATCH of the resource follows, which may complete this one. */
  readonly isFollowed: boolean
  readonly carryOut: CarryOut
}

/**
 * One that takes away what is required waits for the next PATCH of its resource, and both are judged as one, since a
 * request is judged as a whole. Where that is refused too, each stands for itself; where it fails, all of them have.
 */
export const takePatch = async (turn: BulkTurn, { operation, isFollowed, carryOut }: Patching): Promise<void> => {
  const key = targetKey(operation)
  const waiting = turn.held.get(key) ?? []
  turn.held.delete(key)
  if (waiting.length > 0) {
    const all = [...waiting, { operation }]
    const together = await attempt(async () => carryOut(joined(all, turn.options.patch)))
    if (together.kind === 'done' || !isJudged(together.refusal)) {
      for (const each of all) await settle(turn, each.operation, () => resultOf(together))
      return
    }
    if (isFollowed && takesTooMuch(together.refusal)) {
      turn.held.set(key, all)
      return
    }
    await release(turn, waiting, carryOut)
  }
  const alone = await attempt(() => carryOut(operation))
  if (alone.kind === 'refused' && isFollowed && takesTooMuch(alone.refusal)) {
    turn.held.set(key, [{ operation, refusal: alone.refusal }])
  } else await settle(turn, operation, () => resultOf(alone))
}

/** Of a request that ends before the PATCHes came that they wait for. */
export const releaseAll = async (turn: BulkTurn): Promise<void> => {
  for (const { operation, refusal } of [...turn.held.values()].flat()) {
    const why = refusal ?? (turn.options.isLate() ? tooLate() : undefined)
    if (why !== undefined) await settle(turn, operation, () => Promise.reject(why))
  }
  turn.held.clear()
}

/** Each as if it came alone. */
const release = async (turn: BulkTurn, waiting: readonly Held[], carryOut: CarryOut): Promise<void> => {
  for (const { operation, refusal } of waiting) {
    await settle(turn, operation, () => (refusal === undefined ? carryOut(operation) : Promise.reject(refusal)))
  }
}

/** The first, with what all of them change. @throws what refuses the message of one of them */
const joined = (all: readonly Held[], limits: PatchLimits): PatchOperation => {
  const [first] = all as readonly [Held, ...Held[]]
  const Operations = all.flatMap(({ operation }) => parsePatchRequest(operation.data, limits))
  return { ...first.operation, data: { schemas: [urn.patchOp], Operations } }
}

type Attempt =
  | { readonly kind: 'done'; readonly outcome: Outcome }
  | { readonly kind: 'refused'; readonly refusal: unknown }

const attempt = (act: () => Promise<Outcome>): Promise<Attempt> =>
  act().then(
    (outcome) => ({ kind: 'done', outcome }),
    (refusal: unknown) => ({ kind: 'refused', refusal }),
  )

const resultOf = async (result: Attempt): Promise<Outcome> => {
  if (result.kind === 'refused') throw result.refusal
  return result.outcome
}

/** Refused for what it asks. Of any other failure nobody knows whether it was carried out. */
const isJudged = (refusal: unknown): boolean => refusal instanceof ScimError && refusal.status < 500

/** RFC 7644 §3.5.2.2: what is required would be left without a value. Some other refusals have that name, and recur. */
const takesTooMuch = (refusal: unknown): boolean => refusal instanceof ScimError && refusal.scimType === 'mutability'
