/**
 * Draws users and patches for another implementation to answer, and prints them with the schemas that both go by:
 * `node draw.ts | python answer.py > answers.jsonl`, with requirements.txt installed.
 */
import fc from 'fast-check'
import { schemaResource } from '../../../../src/scim/discovery/schemas.ts'
import { before, operations, types } from '../arbitrary-patch.ts'

const { schema, extensions } = types.user
const schemas = [schema, ...extensions.map((extension) => extension.schema)].map((each) => schemaResource(each, ''))
const cases = fc
  .sample(fc.record({ before, operations }), { seed: 7644, numRuns: 1500 })
  .filter(({ operations: { length } }) => length === 1 || length === 2)
  .slice(0, 300)

// Which blanks are insignificant is a matter of comparing strings, not of patches.
process.stdout.write(JSON.stringify({ schemas, cases }).replaceAll('" b "', '"c"').replaceAll('\\" b \\"', '\\"c\\"'))
