/** withPasswordState: a resource type and its declaration with the extension that shows the state of its passwords. */
import { passwordState } from '../../scim/schema/password-state.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import type { MappingDeclaration } from './declaration.ts'

interface Declared {
  readonly resourceType: ResourceType
  readonly declaration: MappingDeclaration
}

/** Where it is declared, as `passwordState`. Rows that the operator writes for it come first. */
export const withPasswordState = ({ resourceType, declaration }: Declared): Declared => {
  if (declaration.passwordState === undefined) return { resourceType, declaration }
  const rows = passwordState.attributes.map(({ name }) => [`${passwordState.id}:${name}`, rowOf(name, declaration)])
  const isThere = resourceType.extensions.some(({ schema }) => isSameUrn(schema.id, passwordState.id))
  const extensions = isThere
    ? resourceType.extensions
    : [...resourceType.extensions, { schema: passwordState, required: false }]
  const attributes = { ...Object.fromEntries(rows), ...declaration.attributes }
  return { resourceType: { ...resourceType, extensions }, declaration: { ...declaration, attributes } }
}

const isSameUrn = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase()

const rowOf = (
  name: string,
  { passwordState: option }: MappingDeclaration,
): MappingDeclaration['attributes'][string] => {
  if (name === 'lastChangedDate') return { attribute: 'pwdChangedTime', access: 'readOnly' }
  if (name === 'mustChange') return { attribute: 'pwdReset', access: 'readOnly' }
  const defaultPolicy = option?.defaultPolicy
  return { passwordState: name, ...(defaultPolicy !== undefined && { defaultPolicy }) } as PasswordStateRow
}

type PasswordStateRow = Extract<MappingDeclaration['attributes'][string], { passwordState: unknown }>
