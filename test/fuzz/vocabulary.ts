/** Vocabulary: the names and values of the schemas, for inputs that get past the first check. */
import fc from 'fast-check'
import { enterpriseUser } from '../../src/scim/schema/enterprise-user.ts'
import { placedAttributes, placedName } from '../../src/scim/schema/placed-attribute.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { urn } from '../../src/scim/urn.ts'
import { deviceType, groupType, userType } from '../scim/schema/sample-types.ts'
import type { Vocabulary } from './json.ts'
import { anyCase, prototypeNames } from './texts.ts'

export const types = [userType, groupType, deviceType] as const
/** As a directory without our schema has it: some attributes are not stored, and e-mail addresses have no type. */
export const poorUserType: ResourceType = {
  ...userType,
  schema: {
    ...userType.schema,
    attributes: userType.schema.attributes
      .filter(({ name }) => name !== 'nickName' && name !== 'ims')
      .map((attribute) =>
        attribute.name === 'emails'
          ? { ...attribute, subAttributes: attribute.subAttributes?.filter(({ name }) => name === 'value') ?? [] }
          : attribute,
      ),
  },
  extensions: [],
}

export const anyType = fc.constantFrom(...types)

const placed = types.flatMap((type) => placedAttributes(type))

/** As paths have them: `userName`, `name.givenName`, `urn:…:User:manager.value`. */
export const pathNames: readonly string[] = placed.flatMap((each) => {
  const name = placedName(each)
  return [name, ...(each.attribute.subAttributes ?? []).map((sub) => `${name}.${sub.name}`)]
})

export const simpleNames: readonly string[] = [
  ...new Set(
    placed.flatMap(({ attribute }) => [attribute.name, ...(attribute.subAttributes ?? []).map(({ name }) => name)]),
  ),
]

export const urns = [urn.user, urn.group, enterpriseUser.id, 'urn:example:Device', 'urn:example:Warranty', 'urn:x:y']

export const pathName: fc.Arbitrary<string> = anyCase(
  fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...pathNames) },
    { weight: 3, arbitrary: fc.constantFrom(...simpleNames) },
    {
      weight: 1,
      arbitrary: fc.tuple(fc.constantFrom(...urns), fc.constantFrom(...simpleNames)).map((both) => both.join(':')),
    },
    { weight: 1, arbitrary: fc.constantFrom(...prototypeNames, ...urns) },
  ),
)

const values = [
  ...[
    'ada',
    'Ada',
    'work',
    'home',
    'a@b.example',
    '2026-11-22T01:02:03Z',
    'AAAA',
    'True',
    'false',
    '',
    ' ',
    'https://x.example/a',
  ],
  ...['0b9f3b6e-6d5c-4c6e-9a57-1d1f7f3ff001', 'direct', '7', 'urn:x', 'bulkId:q', '/Users/x', 'W/"1"', 'direct'],
]

export const words: Vocabulary = {
  names: [
    ...simpleNames,
    ...pathNames,
    ...urns,
    'schemas',
    'Operations',
    'op',
    'path',
    'value',
    'place',
    'only',
    '$ref',
  ],
  texts: [...values, ...urns, ...pathNames.slice(0, 40), 'add', 'replace', 'remove', 'emails[type eq "work"]'],
}

/** A value as JSON that fits some attribute. */
export const someValue: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(...values, true, false, null, 7, 1.5),
  fc.dictionary(
    fc.constantFrom('value', 'type', 'primary', 'display', '$ref', 'givenName', 'familyName', 'aliases', 'badge'),
    fc.constantFrom<unknown>(...values, true, false, null, ['x']),
    { maxKeys: 4, noNullPrototype: true },
  ),
  fc.array(
    fc.record(
      {
        value: fc.constantFrom(...values),
        type: fc.constantFrom('work', 'home'),
        primary: fc.constantFrom<unknown>(true, false, 'True'),
      },
      { requiredKeys: ['value'] },
    ),
    { maxLength: 3 },
  ),
  fc.array(fc.constantFrom<unknown>(...values, null), { maxLength: 3 }),
)

const attribute = anyCase(fc.constantFrom(...placed.map((each) => placedName(each))))
const subAttributes = fc.constantFrom('department', 'manager', 'contract', 'level', 'active', 'state', 'Manager')

/** A body that means something to a resource type. */
export const someBody: fc.Arbitrary<Record<string, unknown>> = fc
  .tuple(
    fc.array(fc.tuple(attribute, someValue), { maxLength: 6 }),
    fc.option(
      fc.tuple(anyCase(fc.constantFrom(...urns)), fc.array(fc.tuple(subAttributes, someValue), { maxLength: 3 })),
      { nil: undefined },
    ),
    fc.subarray([...urns]),
    fc.constantFrom('schemas', 'schemas', 'Schemas', 'x'),
  )
  .map(([members, extension, schemas, key]) =>
    Object.fromEntries([
      [key, schemas],
      ['userName', 'ada'],
      ...members,
      ...(extension ? [[extension[0], Object.fromEntries(extension[1])]] : []),
    ]),
  )
