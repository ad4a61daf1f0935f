/** compileCreateIn: where new entries go, as it is declared, and whatever is wrong with that. Needs no server. */
import { type Dn, InvalidDn, isDn } from '../../ldap/dn.ts'
import type { ResourceType } from '../../scim/schema/resource-type.ts'
import { containerSources, isAlwaysUnder, templatesIn, valueKey } from '../create-in.ts'
import type { MappingDeclaration } from '../declaration/declaration.ts'
import type { CreateIn } from '../mapping.ts'
import { basesOf, isWithin, type PlaceProblem, placesOf } from '../places.ts'
import type { Compiler } from './compile-classes.ts'
import { templateOf } from './compile-create-attributes.ts'

export interface CompiledCreateIn {
  readonly createIn?: CreateIn
  readonly problems: readonly PlaceProblem[]
}

/** `resourceType`: as declared, so that what is not mapped has no path. */
export const compileCreateIn = (declaration: MappingDeclaration, resourceType: ResourceType): CompiledCreateIn => {
  if (declaration.createIn === undefined) return { problems: [] }
  const problems: PlaceProblem[] = []
  const report = (message: string, ...below: readonly string[]) =>
    problems.push({ path: ['createIn', ...below], message })
  const written = typeof declaration.createIn === 'string' ? { container: declaration.createIn } : declaration.createIn
  const container = containerOf(written.container, { report, resourceType })
  if (declaration.createBase !== undefined) report('stands beside createBase: only one of them is wanted')
  if (container === undefined || problems.length > 0) return { problems }
  checkPlaces({ container, otherwise: written.otherwise }, declaration, report)
  const [source, ...more] = containerSources({ container })
  if (source === undefined) report('names no attribute in braces: createBase is for one place', 'container')
  if (written.values !== undefined && more.length > 0) {
    report('is only of use where the container is made of one attribute', 'values')
  }
  if (problems.length > 0 || source === undefined) return { problems }
  const values = Object.entries(written.values ?? {}).map(([key, value]) => [valueKey(source, key), value] as const)
  return {
    createIn: {
      container,
      ...(written.values === undefined ? {} : { values: new Map(values) }),
      ...(written.otherwise === undefined ? {} : { otherwise: written.otherwise as Dn }),
    },
    problems,
  }
}

/** The place of new entries, where it depends on them. */
export const compileContainer = ({ declaration, resourceType, subschema, report }: Compiler): CreateIn | undefined => {
  const { createIn, problems } = compileCreateIn(declaration, resourceType)
  for (const { path, message } of problems) report(path.join('.'), message)
  const types = createIn?.container.flatMap((rdn) => rdn.map(({ type }) => type)) ?? []
  for (const type of types.filter((name) => subschema.attributeType(name) === undefined))
    report('createIn', `the directory's schema has no attribute type ${type}`)
  return createIn
}

type Report = (message: string, ...below: readonly string[]) => void

const containerOf = (
  text: string,
  { report, resourceType }: { readonly report: Report; readonly resourceType: ResourceType },
): CreateIn['container'] | undefined => {
  const place = { compiler: { resourceType }, report: (message: string) => report(message) }
  try {
    return templatesIn(text, (value) => templateOf(value, place))
  } catch (thrown) {
    if (!(thrown instanceof InvalidDn)) throw thrown
    report('expected a distinguished name with SCIM paths in braces, such as ou={title},ou=people,dc=example,dc=com')
    return undefined
  }
}

/** Entries elsewhere would not be found, by whoever has just made them. */
const checkPlaces = (
  { container, otherwise }: { readonly container: CreateIn['container']; readonly otherwise?: string | undefined },
  declaration: MappingDeclaration,
  report: Report,
): void => {
  if (!basesOf(declaration).every(isDn)) return
  const places = placesOf(declaration)
  const nowhere = 'lies in none of the bases: new entries would not be found'
  if (!places.some(({ base, scope }) => scope === 'sub' && isAlwaysUnder(container, base))) report(nowhere)
  if (otherwise === undefined) return
  if (!isDn(otherwise)) report('expected a distinguished name, such as ou=people,dc=example,dc=com', 'otherwise')
  else if (!places.some((place) => isWithin(`cn=new,${otherwise}`, place))) report(nowhere, 'otherwise')
}
