/** Search: the parameters of a list, in a URL or in a SearchRequest. RFC 7644 §3.4.2, §3.4.3; RFC 9865 §2, §3 */
import fc from 'fast-check'
import { cursorContext } from '../../../src/scim/search/cursor-context.ts'
import { queryFromParameters, requestedQuery } from '../../../src/scim/search/parameters.ts'
import { resolveRootQuery } from '../../../src/scim/search/root-query.ts'
import { queryFromSearchRequest, searchRequest } from '../../../src/scim/search/search-request.ts'
import { urn } from '../../../src/scim/urn.ts'
import { filterText, pathText } from '../filter-texts.ts'
import { aroundJson } from '../json.ts'
import { answer, isRefused, law, target } from '../target.ts'
import { around } from '../texts.ts'
import { anyType, pathName, pathNames, types, urns, words } from '../vocabulary.ts'

const limits = { defaultCount: 100, maxResults: 1000, filter: { maxLength: 8192, maxDepth: 50, maxNodes: 200 } }

const whole = around(fc.constantFrom('1', '0', '-5', '100', '007', '1e3', '9'.repeat(400), '+1', '1.0'))
const names = fc.array(fc.oneof(pathName, fc.constantFrom(...urns, ' userName ', '')), { maxLength: 4 })
const values = {
  filter: filterText,
  sortBy: fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...pathNames) }, { weight: 1, arbitrary: pathText }),
  sortOrder: fc.constantFrom('ascending', 'DESCENDING', 'up', ''),
  cursor: around(fc.constantFrom('', 'AbC-_')),
}

const parameters = fc
  .tuple(
    fc.record(
      {
        ...values,
        startIndex: whole,
        count: whole,
        attributes: names.map(String),
        excludedAttributes: names.map(String),
      },
      { requiredKeys: [] },
    ),
    fc.option(fc.tuple(fc.constantFrom('filter', 'count', 'x', 'Filter'), filterText), { nil: undefined, freq: 8 }),
  )
  .map(
    ([given, more]) =>
      new URLSearchParams([
        ...Object.entries(given).map(([name, value]): [string, string] => [name, value]),
        ...(more ? [more] : []),
      ]),
  )

const number = fc.constantFrom<unknown>(1, 0, -1, 100, 1.5, 2 ** 60, '1', null)
const message = fc.record(
  {
    ...values,
    schemas: fc.constantFrom<unknown>([urn.searchRequest], ['x'], urn.searchRequest, [1]),
    startIndex: number,
    count: number,
    attributes: names,
    excludedAttributes: names,
  },
  { requiredKeys: [] },
)

const checkPage = ({
  page: { startIndex, count },
}: {
  readonly page: { readonly startIndex: number; readonly count: number }
}): void => {
  law(Number.isSafeInteger(startIndex) && startIndex >= 1, 'a page begins somewhere')
  law(Number.isSafeInteger(count) && count >= 0 && count <= limits.maxResults, 'a page has its limits')
}

export const search = target({
  name: 'search',
  files: [
    ...['parameters', 'resolve-query', 'search-request', 'root-query', 'root-filter', 'cursor-context'].map(
      (name) => `src/scim/search/${name}.ts`,
    ),
    'src/scim/message.ts',
  ],
  inputs: fc.tuple(parameters, aroundJson(message, words), anyType),
  check: ([url, body, resourceType]) => {
    for (const make of [
      () => queryFromParameters(url, resourceType, limits),
      () => queryFromSearchRequest(body, resourceType, limits),
    ]) {
      const query = answer(make)
      if (isRefused(query)) continue
      checkPage(query)
      law(cursorContext(['a client'], [{ resourceType, query }]).isWellFormed(), 'a question has a name')
    }
    for (const make of [
      () => resolveRootQuery(requestedQuery(url), types, limits),
      () => resolveRootQuery(searchRequest(body), types, limits),
    ]) {
      const query = answer(make)
      if (!isRefused(query)) checkPage(query)
    }
  },
})
