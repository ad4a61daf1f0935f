/** user: the core User schema as this gateway publishes and keeps it. RFC 7643 §4.1, §8.7.1 */
import { urn } from '../urn.ts'
import { boolean, complex, reference, string } from './attribute.ts'
import type { Schema } from './schema.ts'
import { userMultiValued } from './user-multi-valued.ts'

export const user: Schema = {
  id: urn.user,
  name: 'User',
  description: 'User account',
  attributes: [
    // It names the entry in the directory. Equal ignoring case is no change; any other value is refused.
    string('userName', {
      description: 'Name by which the user is known to the service; unique, and fixed once given.',
      required: true,
      mutability: 'immutable',
      uniqueness: 'server',
    }),
    complex(
      'name',
      [
        string('formatted', { description: 'Full name with all its parts, ready for display.' }),
        // An LDAP person cannot be without `sn`: RFC 4519 §3.12.
        string('familyName', { description: 'Family name, the last name in most Western languages.', required: true }),
        string('givenName', { description: 'Given name, the first name in most Western languages.' }),
        string('middleName', { description: 'Middle name or names.' }),
        string('honorificPrefix', { description: 'Title before the name, such as "Ms.".' }),
        string('honorificSuffix', { description: 'Suffix after the name, such as "III".' }),
      ],
      { description: "Parts of the user's name.", required: true },
    ),
    string('displayName', { description: 'Name to show to people, usually the full name.' }),
    string('nickName', { description: 'Casual name, not the userName.' }),
    reference('profileUrl', ['external'], { description: "Page that shows the user's profile." }),
    string('title', { description: 'Job title, such as "Vice President".' }),
    string('userType', { description: 'Relation to the organization, such as "Employee" or "Contractor".' }),
    string('preferredLanguage', { description: 'Languages for user interfaces, as in the Accept-Language header.' }),
    string('locale', { description: 'Language tag for dates, numbers and currency, such as "en-US".' }),
    string('timezone', { description: 'Time zone by its IANA name, such as "America/Los_Angeles".' }),
    // It cannot be taken away, only set: the directory locks an account or does not.
    boolean('active', {
      description: 'Whether the user may use the account. Left out of a POST it is true; left out of a PUT it stays.',
      required: true,
      supplied: true,
    }),
    string('password', {
      description: 'Password in clear text; it is set and never shown.',
      caseExact: true,
      mutability: 'writeOnly',
      returned: 'never',
    }),
    ...userMultiValued,
  ],
}
