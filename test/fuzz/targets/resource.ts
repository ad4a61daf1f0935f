/** Resource: the body of a creation or a replacement. RFC 7644 §3.3, §3.5.1 */
import fc from 'fast-check'
import { accept } from '../../../src/scim/resource/accept.ts'
import { project } from '../../../src/scim/resource/project.ts'
import { requireAttributes } from '../../../src/scim/resource/required.ts'
import { deviceType } from '../../scim/schema/sample-types.ts'
import { dialects } from '../dialects.ts'
import { habitualBody } from '../habits.ts'
import { aroundJson } from '../json.ts'
import { answer, isRefused, law, lawOfPlainData, target } from '../target.ts'
import { typedBody } from '../typed.ts'
import { someBody, types, words } from '../vocabulary.ts'

const habitual = fc.oneof(habitualBody, aroundJson(habitualBody, words), aroundJson(someBody, words))
const bodies = new Map(
  types.map((type) => [type, fc.oneof(typedBody(type), typedBody(type), aroundJson(typedBody(type), words), habitual)]),
)

export const resource = target({
  name: 'resource',
  files: [
    'src/scim/resource/accept.ts',
    'src/scim/resource/accept-value.ts',
    'src/scim/resource/accept-simple.ts',
    'src/scim/resource/base64.ts',
  ],
  inputs: fc
    .constantFrom(...types, deviceType, deviceType)
    .chain((type) =>
      fc.tuple(bodies.get(type) as fc.Arbitrary<unknown>, fc.constant(type), fc.constantFrom(...dialects)),
    ),
  check: ([body, resourceType, dialect]) => {
    const before = JSON.stringify(body)
    const accepted = answer(() => accept(resourceType, dialect.resource(body, resourceType).body))
    law(JSON.stringify(body) === before, 'the body is not changed')
    if (isRefused(accepted)) return
    lawOfPlainData(accepted, 'storable')
    answer(() => requireAttributes(resourceType, accepted))
    lawOfPlainData(project(accepted, { kind: 'default' }, resourceType), 'storable')
  },
})
