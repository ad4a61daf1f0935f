/** readDocuments: the resources in a JSON file: one of them, an array, or a ListResponse as a list endpoint answers. */
import { isJsonObject } from '../resource/json-object.ts'
import { urn } from '../urn.ts'
import { type Place, printFound } from './read-fields.ts'

/** Each with its place. Reported: what is no resource of the wanted kind, and a ListResponse that is one page of several. */
export const readDocuments = (
  json: unknown,
  place: Place,
  kind: typeof urn.schema | typeof urn.resourceType,
): readonly { readonly json: unknown; readonly place: Place }[] => {
  const { items, path } = itemsOf(json, place)
  return items.flatMap((item, index) => {
    const own: Place = { ...place, path: path === undefined ? place.path : [...path, index] }
    if (isOfKind(item, kind)) return [{ json: item, place: own }]
    const what = kind.slice(kind.lastIndexOf(':') + 1)
    own.report(own.path, `expected a ${what}, an array of them or a ListResponse, found ${nameOf(item)}`)
    return []
  })
}

const itemsOf = (
  json: unknown,
  place: Place,
): { readonly items: readonly unknown[]; readonly path?: Place['path'] } => {
  if (Array.isArray(json)) return { items: json, path: place.path }
  if (!isJsonObject(json) || !names(json, urn.listResponse)) return { items: [json] }
  const { Resources: resources, totalResults } = json
  const path = [...place.path, 'Resources']
  if (!Array.isArray(resources)) {
    place.report(path, `expected a list, found ${printFound(resources)}`)
    return { items: [], path }
  }
  if (typeof totalResults === 'number' && totalResults > resources.length) {
    place.report(path, `holds ${resources.length} of ${totalResults} resources: it is one page of several`)
  }
  return { items: resources, path }
}

/** `schemas` may be left out by who writes such a file by hand. */
const isOfKind = (json: unknown, kind: string): boolean =>
  isJsonObject(json) && (json.schemas === undefined || names(json, kind))

const names = ({ schemas }: { readonly schemas?: unknown }, wanted: string): boolean =>
  Array.isArray(schemas) &&
  schemas.some((each) => typeof each === 'string' && each.toLowerCase() === wanted.toLowerCase())

const nameOf = (json: unknown): string => {
  const [first] = isJsonObject(json) && Array.isArray(json.schemas) ? json.schemas : []
  return printFound(first ?? json)
}
