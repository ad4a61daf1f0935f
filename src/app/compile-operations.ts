/** compileOperations: declarations and the schema of the server to operations. */
import type { Config } from '../config/config.ts'
import { printPath } from '../config/problem.ts'
import type { Directory } from '../directory/directory.ts'
import type { Subschema } from '../directory/subschema.ts'
import type { Dn } from '../ldap/dn.ts'
import { compileMapping } from '../mapping/compile.ts'
import { declaredResourceType } from '../mapping/declared.ts'
import { searchedOnly } from '../mapping/unique-names.ts'
import type { Observe } from '../observe/observation.ts'
import { createOperations } from '../operations/create-operations.ts'
import type { Operations } from '../operations/operations.ts'
import type { CursorKeys } from '../scim/search/cursor.ts'

/** What is mapped, with the resource types cut down to it. */
export const declaredTypes = ({ resources }: Config) =>
  resources.map(({ option, declaration, resourceType }) => ({
    option: printPath(option),
    declaration,
    resourceType: declaredResourceType(declaration, resourceType),
  }))

export interface Compilation {
  readonly config: Config
  readonly types: ReturnType<typeof declaredTypes>
  readonly directory: Directory
  readonly subschema: Subschema
  readonly url: string
  readonly cursorKeys: CursorKeys
  readonly observe: Observe
  readonly now: () => number
}

/** @throws MappingError */
export const compileOperations = ({
  config,
  types,
  directory,
  subschema,
  url,
  cursorKeys,
  observe,
  now,
}: Compilation): Operations => {
  const mappings = types.map(({ declaration, resourceType }) => compileMapping(declaration, resourceType, subschema))
  for (const mapping of mappings) {
    const attributes = searchedOnly(mapping)
    const resourceType = mapping.resourceType.name
    if (attributes.length > 0) observe({ kind: 'unique-by-search', resourceType, attributes })
  }
  const endpoints = new Map(types.map(({ resourceType }) => [resourceType.name, resourceType.endpoint]))
  const { base, attributes } = config.references
  return createOperations({
    directory,
    mappings,
    locate: (name, id) => `${url}${endpoints.get(name)}/${encodeURIComponent(id)}`,
    observe,
    now,
    cursors: { keys: cursorKeys, timeoutMs: config.cursors.timeoutSeconds * 1_000 },
    cleaning: {
      bases: base === undefined ? mappings.flatMap(({ places }) => places.map((place) => place.base)) : [base as Dn],
      types: attributes,
    },
  })
}
