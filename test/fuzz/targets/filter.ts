/** Filter: the text of a SCIM filter. RFC 7644 §3.4.2.2 */
import fc from 'fast-check'
import { evaluate } from '../../../src/scim/filter/evaluate.ts'
import { defaultFilterLimits, parseFilter } from '../../../src/scim/filter/parse.ts'
import { printFilter, unresolved } from '../../../src/scim/filter/print.ts'
import { resolveFilter } from '../../../src/scim/filter/resolve.ts'
import { filterText, filterTree } from '../filter-texts.ts'
import { sampleResources } from '../sample-resources.ts'
import { answer, isRefused, law, lawOfEquals, lawOfPlainData, target } from '../target.ts'
import { anyType } from '../vocabulary.ts'

const checkText = (text: string, resourceType: typeof anyType extends fc.Arbitrary<infer T> ? T : never): void => {
  const syntax = answer(() => parseFilter(text))
  if (isRefused(syntax)) return
  lawOfPlainData(syntax, 'any')
  const printed = printFilter(syntax)
  // What is printed may be longer than what was sent: escapes, blanks.
  lawOfEquals(
    parseFilter(printed, { ...defaultFilterLimits, maxLength: 1e6, maxNodes: 1e6 }),
    syntax,
    'parse(print(x)) = x',
  )
  const filter = answer(() => resolveFilter(syntax, resourceType))
  if (isRefused(filter)) return
  for (const resource of sampleResources(resourceType))
    law(typeof evaluate(filter, resource) === 'boolean', 'a filter says yes or no')
  const again = resolveFilter(
    parseFilter(printFilter(unresolved(filter)), { ...defaultFilterLimits, maxLength: 1e6, maxNodes: 1e6 }),
    resourceType,
  )
  lawOfEquals(
    printFilter(unresolved(again)),
    printFilter(unresolved(filter)),
    'a resolved filter means the same when it is read again',
  )
}

export const filter = target({
  name: 'filter',
  files: [
    ...[
      'lexer',
      'parse',
      'tree',
      'structure',
      'print',
      'resolve',
      'resolve-element',
      'check-comparison',
      'date-time',
    ].map((name) => `src/scim/filter/${name}.ts`),
    'src/scim/path/name.ts',
    'src/scim/path/find.ts',
  ],
  inputs: fc.tuple(filterText, anyType, filterTree),
  check: ([text, resourceType, tree]) => {
    checkText(text, resourceType)
    const parsed = answer(() => parseFilter(printFilter(tree)))
    if (!isRefused(parsed)) lawOfEquals(parsed, tree, 'parse(print(x)) = x')
    else
      law(/longer than|nests deeper|more than/.test(parsed.message), `a printed filter is refused: ${parsed.message}`)
  },
})
