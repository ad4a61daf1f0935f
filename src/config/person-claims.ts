/** checkPersonClaims: whether there is an attribute that a claim can be the value of. RFC 7644 §3.11 */
import { findAttribute } from '../scim/schema/attribute.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import type { Finding } from './finding.ts'
import type { Path } from './problem.ts'
import type { Settings } from './settings.ts'

/** /Me would be an error with each request, and say nothing to whoever can mend it. */
export const checkPersonClaims = (
  { jwt, introspection }: Pick<Settings, 'jwt' | 'introspection'>,
  resourceTypes: readonly ResourceType[],
): readonly Finding[] => {
  const user = resourceTypes.find(({ name }) => name === 'User')
  const claims: readonly { readonly path: Path; readonly attribute: string | undefined }[] = [
    ...jwt.map(({ person }, index) => ({ path: ['jwt', index], attribute: person?.attribute })),
    { path: ['introspection'], attribute: introspection?.person?.attribute },
  ]
  return claims.flatMap(({ path, attribute }) =>
    attribute === undefined || user === undefined || isText(user, attribute)
      ? []
      : [{ path: [...path, 'person', 'attribute'], message: `no User has a text by the name ${attribute}` }],
  )
}

/** Those that every resource has, whatever its schema. RFC 7643 §3.1 */
const common = ['id', 'externalid']

const isText = ({ schema, extensions }: ResourceType, written: string): boolean => {
  const colon = written.lastIndexOf(':')
  const urn = written.slice(0, Math.max(colon, 0)).toLowerCase()
  const [name = '', subName] = written.slice(colon + 1).split('.')
  const schemas = [schema, ...extensions.map((extension) => extension.schema)]
  const own = urn === '' ? schema : schemas.find(({ id }) => id.toLowerCase() === urn)
  if (own === schema && subName === undefined && common.includes(name.toLowerCase())) return true
  const attribute = findAttribute(own?.attributes, name)
  const named = subName === undefined ? attribute : findAttribute(attribute?.subAttributes, subName)
  return named?.type === 'string'
}
