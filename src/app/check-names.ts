/** checkNames: whether the server's schema has what `directory.id` and `directory.version` name, and it can serve for that. */
import type { Config } from '../config/config.ts'
import { namesOf } from '../directory/names/names.ts'
import type { AttributeTypeDescription, Subschema } from '../directory/subschema.ts'
import { MappingError, type MappingProblem } from '../mapping/compile/compile.ts'

/** @throws MappingError */
export const checkNames = ({ directory: { id, version } }: Config, subschema: Subschema): void => {
  const { isOwn } = namesOf({ id }).id
  const idType = subschema.attributeType(id)
  const problems: MappingProblem[] = [
    // What a server sets itself it need not describe; what nobody has is told by the first entry without it.
    ...(isOwn ? problemsOf('id', idType, ownIdMisfit) : []),
    ...(version === undefined
      ? []
      : problemsOf('version', subschema.attributeType(version), versionMisfitIn(subschema))),
  ]
  if (problems.length > 0) throw new MappingError('directory', problems)
}

/** Whether the states of an entry can be told apart, so that a write can be guarded by one: by entryCSN, or by what is in its place. */
export const tellsStates = ({ directory: { version } }: Config, subschema: Subschema): boolean =>
  version !== undefined || subschema.attributeType('entryCSN') !== undefined

type Misfit = (description: AttributeTypeDescription) => string | undefined

const problemsOf = (path: string, type: AttributeTypeDescription | undefined, misfit: Misfit): MappingProblem[] => {
  const message = type === undefined ? 'no such attribute type in the schema of the directory' : misfit(type)
  return message === undefined ? [] : [{ path, message }]
}

const ownIdMisfit: Misfit = ({ singleValue, noUserModification, equality }) => {
  if (noUserModification) return 'the gateway cannot write this attribute type'
  if (!singleValue) return 'must be single-valued'
  return equality === undefined ? 'has no EQUALITY rule: nobody could be found by it' : undefined
}

/**
 * Operational, or one of `top`'s (Active Directory has such), so that every entry may have it, whatever its object classes:
 * also one that only names a deleted person.
 */
const versionMisfitIn =
  (subschema: Subschema): Misfit =>
  (type) => {
    const ofAll = subschema.objectClass('top')?.may ?? []
    const isOfAll = type.names.some((name) => ofAll.some((other) => other.toLowerCase() === name.toLowerCase()))
    if (!type.operational && !isOfAll)
      return 'must be an operational attribute type (USAGE directoryOperation), allowed in every entry'
    return ownIdMisfit(type)
  }
