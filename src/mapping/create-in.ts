/** CreateIn: the place of a new entry, made of what the resource says; never of text that a client could end. RFC 4514 §2 */
import { type Dn, isUnder, parseDn, printDn, type Rdn } from '../ldap/dn.ts'
import { invalidValue } from '../scim/error.ts'
import type { ResolvedPath } from '../scim/path/resolve.ts'
import type { Resource } from '../scim/resource/resource.ts'
import { prepare } from '../text/prepare.ts'
import { at, nameOf } from './encode.ts'
import type { CreateIn, RdnTemplate } from './mapping.ts'
import { fill, sourcesOf, type Template } from './values/template.ts'

/** The paths that a container is made of. */
export const containerSources = ({ container }: Pick<CreateIn, 'container'>): readonly ResolvedPath[] =>
  container.flatMap((rdn) => rdn.flatMap(({ value }) => sourcesOf(value)))

export const valueKey = ({ attribute, subAttribute }: ResolvedPath, value: string): string =>
  prepare(value, { caseExact: (subAttribute ?? attribute).caseExact === true })

/** @throws invalidValue that names the attribute */
export const containerFor = (createIn: CreateIn, resource: Resource): Dn => {
  const texts = new Map<ResolvedPath, string>()
  for (const source of containerSources(createIn)) {
    const text = textFor(createIn, resource, source)
    if (text === undefined) return elsewhere(createIn, source)
    texts.set(source, text)
  }
  return printDn(createIn.container.map((rdn) => filled(rdn, texts)))
}

/** What stands above everything that depends on the resource. */
export const fixedPart = (container: CreateIn['container']): Dn => {
  const last = container.findLastIndex((rdn) => rdn.some(({ value }) => sourcesOf(value).length > 0))
  return printDn(container.slice(last + 1).map((rdn) => filled(rdn, new Map())))
}

/** Of the text of a container: each value a template, whatever a path in braces may be. @throws InvalidDn */
export const templatesIn = (
  text: string,
  parse: (value: string) => Template<ResolvedPath> | undefined,
): readonly RdnTemplate[] =>
  parseDn(text).map((rdn) =>
    rdn.flatMap(({ type, value }) => {
      const template = parse(value)
      return template === undefined ? [] : [{ type, value: template }]
    }),
  )

/** Whether what is made of the container lies below a base, whatever the resource says. */
export const isAlwaysUnder = (container: CreateIn['container'], base: Dn): boolean =>
  isUnder(fixedPart(container), base)

const textFor = ({ values }: CreateIn, resource: Resource, source: ResolvedPath): string | undefined => {
  const value = at(resource, source)
  if (value === undefined) return undefined
  const text = String(value)
  if (values !== undefined) return values.get(valueKey(source, text))
  return text.trim() === '' ? undefined : text
}

const elsewhere = ({ otherwise, values }: CreateIn, source: ResolvedPath): Dn => {
  if (otherwise !== undefined) return otherwise
  const why = values === undefined ? 'must be given' : 'must be given, with a value that has a place'
  throw invalidValue(`${nameOf(source)} ${why}, since it says where the entry goes`)
}

const filled = (rdn: RdnTemplate, texts: ReadonlyMap<ResolvedPath, string>): Rdn =>
  rdn.map(({ type, value }) => ({ type, value: fill(value, (source) => texts.get(source) ?? '') }))
