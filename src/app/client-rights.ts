/** compileRights: what each client may see and do, over the mappings and the server's subschema. */
import type { ClientConfig, Config } from '../config/config.ts'
import { printPath } from '../config/problem.ts'
import type { Subschema } from '../directory/subschema.ts'
import { MappingError, type MappingProblem } from '../mapping/compile/compile.ts'
import { compileClientLimits } from '../mapping/compile/compile-client-limits.ts'
import { limitedMapping } from '../mapping/limited-mapping.ts'
import type { Mapping } from '../mapping/mapping.ts'
import { searchedOnly } from '../mapping/unique-names.ts'
import type { Observe } from '../observe/observation.ts'
import type { ClientRights } from '../operations/client-operations.ts'

interface Given {
  readonly config: Pick<Config, 'clients'>
  readonly mappings: readonly Mapping[]
  readonly subschema: Subschema
  readonly observe: Observe
}

/** A client that is not configured sets no passwords. @throws MappingError */
export const compileRights = ({ config, mappings, subschema, observe }: Given): ((client: string) => ClientRights) => {
  const rights = new Map(config.clients.map((client) => [client.name, rightsOf(client, { mappings, subschema })]))
  for (const mapping of mappings) tellSearched(mapping, [...rights.values()], observe)
  return (client) => rights.get(client) ?? { setsPassword: false }
}

/** What is wrong with the limits of clients, all of it. */
export const wrongRights = (
  { clients }: Pick<Config, 'clients'>,
  mappings: readonly Mapping[],
  subschema: Subschema,
): readonly { readonly client: string; readonly path: string; readonly message: string }[] =>
  clients.flatMap((client) =>
    mappings.flatMap((mapping) =>
      problemsOf(() => rightsOf(client, { mappings: [mapping], subschema })).map(({ path, message }) => ({
        ...{ client: client.name, path, message },
      })),
    ),
  )

const problemsOf = (work: () => unknown): readonly MappingProblem[] => {
  try {
    work()
    return []
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    return error.problems
  }
}

const rightsOf = (
  client: ClientConfig,
  { mappings, subschema }: Pick<Given, 'mappings' | 'subschema'>,
): ClientRights => {
  const { may, setPassword: setsPassword } = client
  if (may === undefined) return { setsPassword }
  const types = mappings.flatMap((mapping) => {
    const { name } = mapping.resourceType
    const limits = Object.hasOwn(may, name) ? may[name] : undefined
    if (limits === undefined) return []
    const problems: MappingProblem[] = []
    const report = (option: string, message: string) => {
      const path = ['may', name, option]
      const where = client.placeOf?.(path)
      problems.push({ path: printPath(path), message, ...(where !== undefined && { where }) })
    }
    const compiled = compileClientLimits(mapping, { limits, client, subschema, report })
    if (problems.length > 0) throw new MappingError(`${name} for client ${client.name}`, problems)
    return [[name, compiled] as const]
  })
  return { setsPassword, types: new Map(types) }
}

/** Clients with branches of their own give the same name in several places, where only a search finds it. */
const tellSearched = (mapping: Mapping, rights: readonly ClientRights[], observe: Observe): void => {
  const resourceType = mapping.resourceType.name
  const known = searchedOnly(mapping)
  if (known.length > 0) return
  const bases = rights.flatMap(({ setsPassword, types }) => {
    const type = types?.get(resourceType)
    return type?.operations.includes('create')
      ? [limitedMapping(mapping, { setsPassword, type: type.rights }).creation.base]
      : []
  })
  if (bases.every((base) => base === mapping.creation.base)) return
  const attributes = searchedOnly({ ...mapping, places: [...mapping.places, ...mapping.places] })
  if (attributes.length > 0) observe({ kind: 'unique-by-search', resourceType, attributes })
}
