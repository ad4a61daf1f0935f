/** Path: an attribute path, as PATCH, sortBy and attributes have it. RFC 7644 §3.5.2, Fig. 7 */
import fc from 'fast-check'
import { resolveTarget } from '../../../src/scim/patch/target.ts'
import { parsePath, printPath } from '../../../src/scim/path/path.ts'
import { findPath, resolvePath } from '../../../src/scim/path/resolve.ts'
import { pathText } from '../filter-texts.ts'
import { answer, isRefused, lawOfEquals, lawOfPlainData, target } from '../target.ts'
import { anyType } from '../vocabulary.ts'

const wide = { maxLength: 1e6, maxDepth: 50, maxNodes: 1e6 }

export const path = target({
  name: 'path',
  files: ['src/scim/path'],
  inputs: fc.tuple(pathText, anyType),
  check: ([text, resourceType]) => {
    answer(() => findPath(text, resourceType))
    answer(() => resolveTarget(text, resourceType))
    const parsed = answer(() => parsePath(text))
    if (isRefused(parsed)) return
    lawOfPlainData(parsed, 'any')
    lawOfEquals(parsePath(printPath(parsed), wide), parsed, 'parse(print(x)) = x')
    answer(() => resolvePath(parsed, resourceType))
  },
})
