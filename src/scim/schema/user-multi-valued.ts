/** userMultiValued: the multi-valued attributes of the core User schema. RFC 7643 §4.1.2, §8.7.1 */
import { type Attribute, binary, boolean, complex, reference, string } from './attribute.ts'

const typeOf = (canonicalValues: readonly string[]): Attribute =>
  string('type', {
    description: 'What this value is used for.',
    ...(canonicalValues.length === 0 ? {} : { canonicalValues }),
  })

const display = string('display', { description: 'Text to show to people.' })
const primary = boolean('primary', { description: 'Whether this is the preferred value; true at most once.' })

interface Plural {
  readonly description: string
  readonly value: Attribute
  readonly types?: readonly string[]
}

/** The default sub-attributes of RFC 7643 §2.4 around `value`. */
const plural = (name: string, { description, value, types = [] }: Plural): Attribute =>
  complex(name, [value, display, typeOf(types), primary], { multiValued: true, description })

const text = (description: string): Attribute => string('value', { description })

const addresses = complex(
  'addresses',
  [
    string('formatted', { description: 'Whole address, ready for a label; it may have several lines.' }),
    string('streetAddress', { description: 'Street, house number, post office box; it may have several lines.' }),
    string('locality', { description: 'City or locality.' }),
    string('region', { description: 'State or region.' }),
    string('postalCode', { description: 'Postal code.' }),
    string('country', { description: 'Country, as a two-letter code of ISO 3166-1.' }),
    typeOf(['work', 'home', 'other']),
    primary,
  ],
  { multiValued: true, description: 'Postal addresses.' },
)

const groups = complex(
  'groups',
  [
    string('value', { description: 'The id of the group.', caseExact: true, mutability: 'readOnly' }),
    reference('$ref', ['User', 'Group'], { description: 'Where the group is found.', mutability: 'readOnly' }),
    string('display', { description: 'Name of the group.', mutability: 'readOnly' }),
    string('type', {
      description: 'Whether the user is a member itself or through another group.',
      canonicalValues: ['direct', 'indirect'],
      mutability: 'readOnly',
    }),
  ],
  {
    multiValued: true,
    description: 'Groups the user belongs to; they change through the groups themselves.',
    mutability: 'readOnly',
  },
)

export const userMultiValued: readonly Attribute[] = [
  plural('emails', {
    description: 'E-mail addresses.',
    value: text('E-mail address.'),
    types: ['work', 'home', 'other'],
  }),
  plural('phoneNumbers', {
    description: 'Telephone numbers.',
    value: text('Telephone number.'),
    types: ['work', 'home', 'mobile', 'fax', 'pager', 'other'],
  }),
  plural('ims', {
    description: 'Instant messaging addresses.',
    value: text('Instant messaging address.'),
    types: ['aim', 'gtalk', 'icq', 'xmpp', 'msn', 'skype', 'qq', 'yahoo', 'other'],
  }),
  plural('photos', {
    description: 'Pictures of the user.',
    value: reference('value', ['external'], { description: 'Where the picture is found.' }),
    types: ['photo', 'thumbnail'],
  }),
  addresses,
  groups,
  plural('entitlements', { description: 'Things the user has a right to.', value: text('Entitlement.') }),
  plural('roles', { description: 'Roles the user plays.', value: text('Role.') }),
  plural('x509Certificates', {
    description: 'Certificates issued to the user.',
    value: binary('value', { description: 'One X.509 certificate, DER in base64.' }),
  }),
]
