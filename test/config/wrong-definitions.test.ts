/** Schemas and resource types in files that are wrong: each mistake is told with its place. RFC 7643 §6, §7 */
import { describe, expect, it } from 'vitest'
import { urn } from '../../src/scim/urn.ts'
import {
  attribute,
  folder,
  given,
  print,
  schema,
  type,
  withAttribute,
  withoutPlaces,
  yaml,
} from './definition-files.ts'
import { problemsOf } from './support.ts'

const found = (name: unknown) => `found ${JSON.stringify(name)}`
const aName = 'expected a letter, and at most 63 letters, digits, hyphens and underscores'

describe('a schema that is wrong, RFC 7643 §7', () => {
  it.each<readonly [string, unknown, string]>([
    ['no object', 'true', 'expected a Schema, an array of them or a ListResponse, found true'],
    [
      'a resource type',
      { ...type, schemas: [urn.resourceType] },
      `expected a Schema, an array of them or a ListResponse, ${found(urn.resourceType)}`,
    ],
    [
      'a page of a list',
      { schemas: [urn.listResponse], totalResults: 2, Resources: [schema] },
      'Resources: holds 1 of 2 resources: it is one page of several',
    ],
    ['a list of nothing', { schemas: [urn.listResponse] }, 'Resources: expected a list, found nothing'],
    ['no id', { ...schema, id: undefined }, 'id: expected a text, found nothing'],
    [
      'an id that is no URN',
      { ...schema, id: 'Thing' },
      `id: expected a URN such as urn:example:scim:schemas:2.0:Device, ${found('Thing')}`,
    ],
    [
      'the URN of a message',
      { ...schema, id: urn.patchOp },
      `id: expected a URN such as urn:example:scim:schemas:2.0:Device, ${found(urn.patchOp)}`,
    ],
    ['no attributes', { ...schema, attributes: [] }, 'attributes: expected one attribute at least'],
    [
      'attributes by name',
      { ...schema, attributes: { label: {} } },
      'attributes: expected a list of objects, found an object',
    ],
    [
      'an unknown member',
      { ...schema, extends: 'x' },
      'extends: is none of schemas, id, name, description, attributes, meta',
    ],
    [
      'the same URN twice',
      [schema, { ...schema, id: 'URN:example:thing' }],
      '[1].id: URN:example:thing is loaded already',
    ],
    [
      'a User without a userName',
      [schema, { ...schema, id: urn.user, name: 'User' }],
      '[1].attributes: userName must be there and required: a User is known by it',
    ],
    ['an attribute that is a text', withAttribute('tag'), 'attributes[1]: expected an object, found "tag"'],
    [
      'an attribute without a name',
      withAttribute({ type: 'string' }),
      'attributes[1].name: expected a text, found nothing',
    ],
    ['a name with a blank', withAttribute({ name: 'a b' }), `attributes[1].name: ${aName}, ${found('a b')}`],
    ['a name with a dot', withAttribute({ name: 'a.b' }), `attributes[1].name: ${aName}, ${found('a.b')}`],
    ['$ref on top', withAttribute({ name: '$ref' }), `attributes[1].name: ${aName}, ${found('$ref')}`],
    ['__proto__', withAttribute({ name: '__proto__' }), `attributes[1].name: ${aName}, ${found('__proto__')}`],
    [
      'constructor',
      withAttribute({ name: 'constructor' }),
      `attributes[1].name: expected a name that is free, ${found('constructor')}`,
    ],
    [
      'a word of filters',
      withAttribute({ name: 'Not' }),
      `attributes[1].name: expected a name that is free, ${found('Not')}`,
    ],
    ...['id', 'Meta', 'schemas', 'externalID'].map(
      (name) =>
        [
          `a common attribute: ${name}`,
          withAttribute({ name }),
          `attributes[1].name: expected another name than that of a common attribute, ${found(name)}`,
        ] as const,
    ),
    [
      'a name twice, ignoring case',
      withAttribute({ name: 'LABEL' }),
      'attributes[1].name: LABEL is there already, as label',
    ],
    [
      'an unknown type',
      withAttribute({ ...attribute, type: 'text' }),
      'attributes[1].type: expected one of string, boolean, decimal, integer, dateTime, binary, reference, complex, found "text"',
    ],
    [
      'multiValued as a text',
      withAttribute({ ...attribute, multiValued: 'false' }),
      'attributes[1].multiValued: expected true or false, found "false"',
    ],
    [
      'an unknown mutability',
      withAttribute({ ...attribute, mutability: 'writeable' }),
      'attributes[1].mutability: expected one of readWrite, readOnly, immutable, writeOnly, found "writeable"',
    ],
    [
      'an unknown returned',
      withAttribute({ ...attribute, returned: 'sometimes' }),
      'attributes[1].returned: expected one of default, always, never, request, found "sometimes"',
    ],
    [
      'an unknown uniqueness',
      withAttribute({ ...attribute, uniqueness: true }),
      'attributes[1].uniqueness: expected one of none, server, global, found true',
    ],
    [
      'a misspelt characteristic',
      withAttribute({ ...attribute, caseexact: true }),
      'attributes[1].caseexact: is none of name, type, multiValued, description, required, canonicalValues, caseExact, mutability, returned, uniqueness, referenceTypes, subAttributes',
    ],
    [
      'canonical values that are numbers',
      withAttribute({ ...attribute, canonicalValues: [1] }),
      'attributes[1].canonicalValues: expected a list of texts, found a list',
    ],
    [
      'reference types of a string',
      withAttribute({ ...attribute, referenceTypes: ['User'] }),
      'attributes[1].referenceTypes: only an attribute of type reference has them, not one of type string',
    ],
    [
      'writeOnly, and returned',
      withAttribute({ ...attribute, mutability: 'writeOnly' }),
      'attributes[1].returned: expected never, since the attribute is writeOnly',
    ],
    [
      'complex without parts',
      withAttribute({ ...attribute, type: 'complex' }),
      'attributes[1].subAttributes: a complex attribute needs one at least',
    ],
    [
      'simple with parts',
      withAttribute({ ...attribute, subAttributes: [attribute] }),
      'attributes[1].subAttributes: only a complex attribute has them, not one of type string',
    ],
    [
      'complex in complex',
      withAttribute({ ...attribute, type: 'complex', subAttributes: [{ name: 'a', type: 'complex' }] }),
      'attributes[1].subAttributes[0].type: a sub-attribute cannot be complex itself (RFC 7643 §2.3.8)',
    ],
    [
      'a part twice',
      withAttribute({ ...attribute, type: 'complex', subAttributes: [{ name: '$ref' }, { name: 'a' }, { name: 'A' }] }),
      'attributes[1].subAttributes[2].name: A is there already, as a',
    ],
  ])('%s is told with its place', (_, schemaFile, expected) => {
    expect(withoutPlaces(problemsOf(given({ schemaFile })))).toContain(expected)
  })

  it('is told with line and column, of each mistake', () => {
    const schemaFile = withAttribute({ name: 'tag', type: 'strin', mutability: 'rw' })

    const problems = problemsOf(given({ schemaFile }))

    expect(problems.map((problem) => problem.split(': ', 1)[0])).toEqual(['schema.json:10:15', 'schema.json:11:21'])
  })

  it.each([
    ['{ "id": "urn:example:Thing", }', /^schema\.json:1:30: this is not JSON$/],
    ['', /^schema\.json:1:1: this is not JSON$/],
    ['[1,\n  {"id": "a",}]', /^schema\.json:2:14: this is not JSON$/],
    ['[1,\n]', /^schema\.json:2:1: this is not JSON$/],
    ['{"id": 1, "id": 2}', /^schema\.json:1:11: this key is already in use in the same place$/],
  ])('is told where it is no JSON: %s', (schemaFile, expected) => {
    expect(problemsOf(given({ schemaFile }))).toEqual([expect.stringMatching(expected)])
  })

  it('is told where the file is not there', () => {
    expect(problemsOf({ text: yaml(), files: { [`${folder}/schema.json`]: print(schema) } })).toEqual([
      '/etc/scimdap/scimdap.yaml:11:17: resourceTypes[0]: type.json cannot be read (ENOENT)',
    ])
  })
})

describe('a resource type that is wrong, RFC 7643 §6', () => {
  const segment = 'expected one segment of a path below the base URL, such as /Devices'
  const extended = (...schemaExtensions: readonly unknown[]) => ({ ...type, schemaExtensions })

  it.each<readonly [string, unknown, string]>([
    ['no name', { ...type, name: undefined }, 'name: expected a text, found nothing'],
    ['a name with a blank', { ...type, name: 'A Thing' }, `name: ${aName}, ${found('A Thing')}`],
    ['a name of discovery', { ...type, name: 'Schema' }, `name: expected a name that is free, ${found('Schema')}`],
    ['a name of every object', { ...type, name: 'valueOf' }, `name: expected a name that is free, ${found('valueOf')}`],
    [
      'another spelling of User',
      [type, { ...type, name: 'user', endpoint: '/x' }],
      '[1].name: expected User, which is there already',
    ],
    ['a name twice', [type, { ...type, name: 'THING', endpoint: '/x' }], '[1].name: Thing is loaded already'],
    ['another id', { ...type, id: 'other' }, 'id: expected the same as name, "Thing"'],
    ['no endpoint', { ...type, endpoint: undefined }, 'endpoint: expected a text, found nothing'],
    ['an endpoint without a slash', { ...type, endpoint: 'Things' }, `endpoint: ${segment}, ${found('Things')}`],
    ['an endpoint with two', { ...type, endpoint: '/v1/Things' }, `endpoint: ${segment}, ${found('/v1/Things')}`],
    ['an endpoint with a parameter', { ...type, endpoint: '/:id' }, `endpoint: ${segment}, ${found('/:id')}`],
    ...['/Bulk', '/me', '/SCHEMAS', '/ResourceTypes', '/ServiceProviderConfig'].map(
      (endpoint) =>
        [
          `the endpoint ${endpoint}`,
          { ...type, endpoint },
          `endpoint: ${endpoint} is an endpoint of the protocol's own`,
        ] as const,
    ),
    ['the endpoint of users', { ...type, endpoint: '/users' }, 'endpoint: /users is the endpoint of User already'],
    ['no schema', { ...type, schema: undefined }, 'schema: expected a text, found nothing'],
    [
      'an unknown schema',
      { ...type, schema: 'urn:example:Other' },
      'schema: no schema has the URN "urn:example:Other"',
    ],
    [
      'an unknown extension',
      extended({ schema: 'urn:example:Other' }),
      'schemaExtensions[0].schema: no schema has the URN "urn:example:Other"',
    ],
    [
      'its schema as an extension',
      extended({ schema: schema.id }),
      `schemaExtensions: ${schema.id} is the path of an attribute or a schema already`,
    ],
    [
      'required as a text',
      extended({ schema: urn.enterpriseUser, required: 'no' }),
      'schemaExtensions[0].required: expected true or false, found "no"',
    ],
    [
      'a list for a text',
      { ...type, schemaExtensions: urn.enterpriseUser },
      `schemaExtensions: expected a list of objects, ${found(urn.enterpriseUser)}`,
    ],
    [
      'a type that nothing maps',
      [type, { ...type, name: 'Other', endpoint: '/Others' }],
      '[1].name: Other has no mapping: write one under resources.Other in the configuration',
    ],
    [
      'Group without groups',
      [type, { ...type, name: 'Group', endpoint: '/Groups' }],
      '[1].name: Group has no mapping: write one under groups in the configuration',
    ],
  ])('%s is told with its place', (_, typeFile, expected) => {
    expect(withoutPlaces(problemsOf(given({ typeFile })))).toContain(expected)
  })

  it('is told where a URN stands for an attribute and for a schema', () => {
    const schemaFile = [schema, { ...schema, id: `${schema.id}:LABEL` }]

    expect(
      withoutPlaces(problemsOf(given({ schemaFile, typeFile: extended({ schema: `${schema.id}:LABEL` }) }))),
    ).toEqual([`schemaExtensions: ${schema.id}:LABEL is the path of an attribute or a schema already`])
  })
})
