/** metaschemas: the schemas of the discovery resources themselves. RFC 7643 §5-7, §8.7.2; RFC 9865 §4 */
import { urn } from '../urn.ts'
import { type Attribute, boolean, complex, integer, reference, string } from './attribute.ts'
import type { Schema } from './schema.ts'

const readOnly = { mutability: 'readOnly' } as const
const required = { mutability: 'readOnly', required: true } as const

const supported = boolean('supported', { ...required, description: 'Whether the service does it.' })

const feature = (name: string, description: string, limits: readonly Attribute[] = []): Attribute =>
  complex(name, [supported, ...limits], { ...required, description })

const serviceProviderConfig: Schema = {
  id: urn.serviceProviderConfig,
  name: 'Service Provider Configuration',
  description: 'What this service can do',
  attributes: [
    reference('documentationUri', ['external'], { ...readOnly, description: 'Help for people.' }),
    feature('patch', 'PATCH.'),
    feature('bulk', 'Several operations in one request.', [
      integer('maxOperations', { ...required, description: 'Most operations in one request.' }),
      integer('maxPayloadSize', { ...required, description: 'Largest request in bytes.' }),
    ]),
    feature('filter', 'Filters.', [
      integer('maxResults', { ...required, description: 'Most resources in one response.' }),
    ]),
    feature('changePassword', 'Change of passwords.'),
    feature('sort', 'Sorted lists.'),
    // Missing in the text of §8.7.2, REQUIRED by §5; the same goes for `type` below.
    feature('etag', 'Versions of resources as entity tags.'),
    complex(
      'pagination',
      [
        boolean('cursor', { ...required, description: 'Whether lists go by cursor.' }),
        boolean('index', { ...required, description: 'Whether lists go by startIndex.' }),
        string('defaultPaginationMethod', {
          ...readOnly,
          description: 'What is used where the client does not say.',
          canonicalValues: ['cursor', 'index'],
        }),
        integer('defaultPageSize', { ...readOnly, description: 'Resources on a page without count.' }),
        integer('maxPageSize', { ...readOnly, description: 'Most resources on a page.' }),
        integer('cursorTimeout', { ...readOnly, description: 'Seconds for which a cursor is good.' }),
      ],
      { ...readOnly, description: 'Pages of lists.' },
    ),
    complex(
      'authenticationSchemes',
      [
        string('type', {
          ...required,
          description: 'The kind of scheme.',
          canonicalValues: ['oauth', 'oauth2', 'oauthbearertoken', 'httpbasic', 'httpdigest'],
        }),
        string('name', { ...required, description: 'Its common name.' }),
        string('description', { ...required, description: 'What it is.' }),
        reference('specUri', ['external'], { ...readOnly, description: 'Its specification.' }),
        reference('documentationUri', ['external'], { ...readOnly, description: 'How to use it here.' }),
        boolean('primary', { ...readOnly, description: 'Whether it is the preferred one.' }),
      ],
      { ...required, multiValued: true, description: 'Ways to authenticate.' },
    ),
  ],
}

const resourceType: Schema = {
  id: urn.resourceType,
  name: 'ResourceType',
  description: 'A kind of resource: its endpoint and its schemas',
  attributes: [
    string('id', { ...readOnly, description: 'Its id, the same as its name.' }),
    string('name', { ...required, description: 'Its name, as in meta.resourceType.' }),
    string('description', { ...readOnly, description: 'What it is.' }),
    reference('endpoint', ['uri'], { ...required, description: 'Its endpoint, relative to the base URL.' }),
    reference('schema', ['uri'], { ...required, description: 'URI of its core schema.' }),
    complex(
      'schemaExtensions',
      [
        reference('schema', ['uri'], { ...required, description: 'URI of the extension.' }),
        boolean('required', { ...required, description: 'Whether every resource must have it.' }),
      ],
      { ...readOnly, multiValued: true, description: 'Its extensions.' },
    ),
  ],
}

const types = ['string', 'boolean', 'decimal', 'integer', 'dateTime', 'binary', 'reference', 'complex']
const exact = { ...readOnly, caseExact: true } as const

/** What describes an attribute, and a sub-attribute as well. */
const characteristics: readonly Attribute[] = [
  string('name', { ...required, caseExact: true, description: 'Its name.' }),
  string('type', { ...required, description: 'Its data type.', canonicalValues: types }),
  boolean('multiValued', { ...required, description: 'Whether it has a list of values.' }),
  string('description', { ...exact, description: 'What it is.' }),
  boolean('required', { ...readOnly, description: 'Whether a resource must have it.' }),
  string('canonicalValues', { ...exact, multiValued: true, description: 'Values suggested for it.' }),
  boolean('caseExact', { ...readOnly, description: 'Whether case matters in its values.' }),
  string('mutability', {
    ...exact,
    description: 'Who may set it, and when.',
    canonicalValues: ['readOnly', 'readWrite', 'immutable', 'writeOnly'],
  }),
  string('returned', {
    ...exact,
    description: 'When it is shown.',
    canonicalValues: ['always', 'never', 'default', 'request'],
  }),
  string('uniqueness', {
    ...exact,
    description: 'Among what its values are unique.',
    canonicalValues: ['none', 'server', 'global'],
  }),
  string('referenceTypes', { ...exact, multiValued: true, description: 'What a reference may point to.' }),
]

const schema: Schema = {
  id: urn.schema,
  name: 'Schema',
  description: 'The attributes that belong to one schema URI',
  attributes: [
    string('id', { ...required, returned: 'always', description: 'Its URI.' }),
    string('name', { ...required, description: 'Its name.' }),
    string('description', { ...readOnly, description: 'What it is.' }),
    complex(
      'attributes',
      [
        ...characteristics,
        complex('subAttributes', characteristics, { ...readOnly, multiValued: true, description: 'Its parts.' }),
      ],
      { ...required, multiValued: true, description: 'Its attributes.' },
    ),
  ],
}

export const metaschemas: readonly Schema[] = [serviceProviderConfig, resourceType, schema]
