/** withPreparedName: a User with its name as it is stored and compared. RFC 7644 §5 */
import { prepareUserName } from '../../text/precis.ts'
import { invalidValue } from '../error.ts'
import type { ResourceType } from '../schema/resource-type.ts'
import { urn } from '../urn.ts'
import type { Resource } from './resource.ts'

/**
 * For a new User: a name that is stored may be any, since others put people into the directory, too.
 * @throws invalidValue
 */
export const withPreparedName = ({ schema }: ResourceType, resource: Resource): Resource => {
  const { userName } = resource
  if (schema.id !== urn.user || typeof userName !== 'string') return resource
  const prepared = prepareUserName(userName)
  if (prepared.kind === 'refused') throw invalidValue(`userName ${prepared.why}`)
  return { ...resource, userName: prepared.text }
}
