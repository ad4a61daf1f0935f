/** compileOperations: declarations and the schema of the server to operations. */
import type { Config } from '../config/config.ts'
import { printPath } from '../config/problem.ts'
import type { Directory } from '../directory/directory.ts'
import type { Subschema } from '../directory/subschema.ts'
import type { Dn } from '../ldap/dn.ts'
import { compileMapping, MappingError } from '../mapping/compile/compile.ts'
import { declaredResourceType } from '../mapping/declaration/declared.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { withId } from '../mapping/own-id.ts'
import { searchedOnly } from '../mapping/unique-names.ts'
import type { Observe } from '../observe/observation.ts'
import type { Brakes } from '../operations/brake/brakes.ts'
import { createOperations } from '../operations/create-operations.ts'
import type { Operations } from '../operations/operations.ts'
import type { People } from '../operations/person-operations.ts'
import type { CursorKeys } from '../scim/search/cursor.ts'
import { checkNames } from './check-names.ts'
import { compileRights } from './client-rights.ts'
import { openProtection } from './protection.ts'

/** What is mapped, with the resource types cut down to it. */
export const declaredTypes = ({ resources }: Config) =>
  resources.map(({ option, declaration, resourceType, placeOf }) => ({
    option: printPath(option),
    declaration,
    placeOf,
    resourceType: declaredResourceType(declaration, resourceType),
  }))

export interface Compilation {
  readonly config: Config
  readonly types: ReturnType<typeof declaredTypes>
  readonly directory: Directory
  /** undefined: nobody is acted as. */
  readonly people?: People
  readonly subschema: Subschema
  /** See `Capabilities.guarded`; true unless given. */
  readonly guarded?: boolean
  readonly url: string
  readonly cursorKeys: CursorKeys
  readonly observe: Observe
  readonly requireAudit?: () => void
  /** See `Dependencies`. */
  readonly requireWriter?: () => () => void
  readonly now: () => number
  /** No client calls, but a program of ours. */
  readonly isUnlimited?: boolean
  /** None unless given. */
  readonly brakes?: Pick<Brakes, 'of'>
}

/** @throws MappingError */
export const compileOperations = (compilation: Compilation): Operations =>
  createOperations(compileDependencies(compilation))

/** @throws MappingError */
export const compileDependencies = ({
  config,
  types,
  directory,
  people,
  subschema,
  guarded = true,
  url,
  cursorKeys,
  observe,
  requireAudit,
  requireWriter,
  isUnlimited = false,
  now,
  brakes,
}: Compilation): Parameters<typeof createOperations>[0] => {
  checkNames(config, subschema)
  const mappings = compileMappings(types, subschema).map((mapping) => withId(mapping, config.directory.id))
  for (const mapping of mappings) {
    const attributes = searchedOnly(mapping)
    const resourceType = mapping.resourceType.name
    if (attributes.length > 0) observe({ kind: 'unique-by-search', resourceType, attributes })
  }
  const endpoints = new Map(types.map(({ resourceType }) => [resourceType.name, resourceType.endpoint]))
  const { base, attributes } = config.references
  const rightsOf = isUnlimited ? undefined : compileRights({ config, mappings, subschema, observe })
  const protection = openProtection({ config, directory, mappings, observe, now })
  // So that it is told at start; without it nothing is written.
  void protection.now().catch(() => undefined)
  return {
    directory,
    protection,
    ...(brakes && { brakes }),
    ...(people && { people }),
    mappings,
    ...(rightsOf && { rightsOf }),
    locate: (name, id) => `${url}${endpoints.get(name)}/${encodeURIComponent(id)}`,
    observe,
    ...(requireAudit !== undefined && { requireAudit }),
    ...(requireWriter !== undefined && { requireWriter }),
    now,
    isUnguarded: !guarded,
    cursors: { keys: cursorKeys, timeoutMs: config.cursors.timeoutSeconds * 1_000 },
    cleaning: {
      bases: base === undefined ? mappings.flatMap(({ places }) => places.map((place) => place.base)) : [base as Dn],
      types: attributes,
    },
  }
}

/** @throws MappingError */
export const compileMappings = (types: readonly Declared[], subschema: Subschema): readonly Mapping[] =>
  types.map((type) => compiled(type, subschema))

type Declared = ReturnType<typeof declaredTypes>[number]

/** What is wrong is told with its place in the configuration. */
const compiled = ({ declaration, resourceType, placeOf }: Declared, subschema: Subschema): Mapping => {
  try {
    return compileMapping(declaration, resourceType, subschema)
  } catch (error) {
    if (!(error instanceof MappingError) || placeOf === undefined) throw error
    const problems = error.problems.map((problem) => ({ ...problem, where: placeOf(pathOf(problem.path)) }))
    throw new MappingError(error.resourceType, problems)
  }
}

/** `attributes.name.formatted.default`: keys of rows have dots of their own. */
const pathOf = (path: string): readonly string[] => {
  const [, section, key = '', part] = /^(attributes|createAttributes)\.(.+?)(?:\.(default))?$/.exec(path) ?? []
  if (section === undefined) return [path]
  return part === undefined ? [section, key] : [section, key, part]
}
