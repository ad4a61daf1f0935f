/** T14 unknownAttributes: attributes that nothing here stores are left out, and told. Entra ID, Postman collections */
import { invalidSyntax } from '../../scim/error.ts'
import { quoted } from '../../scim/path/name.ts'
import type { JsonObject } from '../../scim/resource/json-object.ts'
import { targetOf } from '../names.ts'
import type { Context, Tolerance } from '../tolerance.ts'
import { type Counted, undefinedAnywhere, unknownNames, unknownParts, withValue } from '../unknown-names.ts'

/** The strict parser leaves them out of bodies by itself. */
const tell = (names: ReadonlySet<string>, { ignore }: Pick<Context, 'ignore'>): void => {
  for (const name of names) ignore(name)
}

/** Unknown names in the value of an operation with a path. */
const namesIn = (
  { op, path, value }: JsonObject,
  { resourceType }: Pick<Context, 'resourceType'>,
  counts: Counted,
): ReadonlySet<string> => {
  const isWritten = typeof op === 'string' && op.toLowerCase() !== 'remove'
  const target = isWritten && typeof path === 'string' ? targetOf(path, resourceType) : undefined
  if (target?.kind === 'extension') return unknownNames({ [target.extension.id]: value }, resourceType, counts)
  if (target === undefined || target.subAttribute !== undefined) return new Set()
  return unknownParts(value, target.attribute, counts)
}

const refuse = (names: ReadonlySet<string>): void => {
  const [name] = names
  if (name !== undefined) throw invalidSyntax(`${quoted(name)} is no attribute of this resource type`)
}

export const unknownAttributes: Tolerance = {
  id: 'T14',
  name: 'unknownAttributes',
  soften: {
    whole: (body, context) => {
      tell(unknownNames(body, context.resourceType, withValue), context)
      return body
    },
    operation: (operation, context) => {
      tell(namesIn(operation, context, withValue), context)
      return [operation]
    },
  },
  refuse: {
    whole: (body, context) => {
      refuse(unknownNames(body, context.resourceType, undefinedAnywhere))
      tell(unknownNames(body, context.resourceType, withValue), context)
      return body
    },
    operation: (operation, context) => {
      refuse(namesIn(operation, context, undefinedAnywhere))
      tell(namesIn(operation, context, withValue), context)
      return [operation]
    },
  },
}
