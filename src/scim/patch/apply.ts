/** applyPatch: a resource after PATCH. RFC 7644 §3.5.2 */
import { unreachable } from '../../text/unreachable.ts'
import { noTarget } from '../error.ts'
import type { Resource } from '../resource/resource.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { add } from './add.ts'
import { type Assignment, assignmentsIn, assignmentsOf, wholeExtension } from './assignments.ts'
import { closeDraft, type Draft, openDraft } from './draft.ts'
import { withinMutability } from './mutability.ts'
import { atOperation, type PatchOperation } from './operation.ts'
import { remove } from './remove.ts'
import { replace } from './replace.ts'
import { checkRequirements } from './requirements.ts'
import { checkSchemasChange, isSchemas } from './schemas.ts'
import { type AttributeTarget, onlyElement, resolveTarget, type Target } from './target.ts'

/**
 * All operations in order, each on what the one before it left, or none: `before` is never changed. It is the result
 * itself where nothing changes. What is required is asked for at the end.
 * Throws ScimError by the names of Table 9, its detail naming the operation.
 */
export function applyPatch(
  before: Resource,
  operations: readonly PatchOperation[],
  resourceType: ResourceType,
): Resource {
  const draft = openDraft(before, resourceType)
  for (const [index, operation] of operations.entries()) {
    draft.operation = operation.place ?? index
    atOperation(draft.operation, () => applyOperation(draft, operation))
  }
  const after = closeDraft(draft)
  checkRequirements(draft, after)
  return after
}

function applyOperation(draft: Draft, operation: PatchOperation): void {
  const target = targetOf(operation, draft)
  if (operation.op === 'remove') removeAt(draft, target, operation.value)
  else if (target.kind === 'attribute')
    writeAt(draft, operation.op, { target: reaching(target, operation), json: operation.value })
  else {
    for (const { placed, json } of assignmentsAt(draft, target, operation.value)) {
      // `schemas` says what the value is made of, as in a body, and need not name what is there besides.
      if (isSchemas(placed)) checkSchemasChange(draft, 'add', json)
      else writeAt(draft, operation.op, { target: { kind: 'attribute', placed }, json })
    }
  }
}

const targetOf = ({ path, only }: PatchOperation, { resourceType }: Draft): Target => {
  const target = resolveTarget(path, resourceType)
  return only === true && target.kind === 'attribute' ? { ...target, selection: onlyElement } : target
}

const reaching = (
  target: AttributeTarget,
  { unmatched }: Extract<PatchOperation, { op: 'add' | 'replace' }>,
): AttributeTarget => (unmatched === 'create' && target.selection !== undefined ? { ...target, unmatched } : target)

const assignmentsAt = (
  { resourceType }: Draft,
  target: Exclude<Target, AttributeTarget>,
  value: unknown,
): readonly Assignment[] =>
  target.kind === 'resource' ? assignmentsIn(resourceType, value) : assignmentsOf(target.extension, value)

function writeAt(
  draft: Draft,
  op: 'add' | 'replace',
  { target, json }: { readonly target: AttributeTarget; readonly json: unknown },
): void {
  const write = op === 'add' ? add : replace
  if (isSchemas(target.placed)) checkSchemasChange(draft, op, json)
  else withinMutability(draft, target.placed, (placed) => write(draft, { ...target, placed }, json))
}

function removeAt(draft: Draft, target: Target, json: unknown): void {
  switch (target.kind) {
    case 'resource':
      throw noTarget('remove takes a path')
    case 'extension':
      for (const placed of wholeExtension(target.extension)) {
        removeAt(draft, { kind: 'attribute', placed }, undefined)
      }
      return
    case 'attribute':
      if (isSchemas(target.placed)) checkSchemasChange(draft, 'remove', json)
      else withinMutability(draft, target.placed, (placed) => remove(draft, { ...target, placed }, json))
      return
    default:
      unreachable(target)
  }
}
