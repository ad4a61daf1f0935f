/** everyFurtherRow: rows that take values apart, put texts around them, compute them or tell languages apart. docs/mapping.md */
import type { LdifEntry } from '../../src/demo/ldif.ts'
import { createRandom, type Random } from '../../src/demo/random.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { scimdapPreset } from '../../src/mapping/presets/scimdap.ts'
import { oddTexts } from './odd-texts.ts'

const street = { attribute: 'street', of: 3, separator: ',' } as const

const rows: MappingDeclaration['attributes'] = {
  displayName: { ...street, part: 1 },
  nickName: { ...street, part: 2 },
  'name.middleName': { attribute: 'initials', part: 1, of: 2, separator: ' ', rest: 'first' },
  'name.honorificSuffix': { attribute: 'initials', part: 2, of: 2, separator: ' ', rest: 'first' },
  title: { attribute: 'businessCategory', stored: 'bc {value}.' },
  userType: { template: 'type {employeeType}', access: 'readWrite' },
  locale: {
    expression: 'entry.postOfficeBox[0].split("|")[1] + "|" + entry.postOfficeBox[0].split("|")[0]',
    write: { postOfficeBox: 'value.split("|")[1] + "|" + value.split("|")[0]' },
  },
  timezone: { expression: 'entry.l[0] + (size(entry.st) > 0 ? entry.st[0] : "")' },
  preferredLanguage: 'preferredLanguage',
  'name.honorificPrefix': 'preferredLanguage;lang-de',
  emails: { plain: [{ attribute: 'mail', primary: 'first' }] },
  externalId: { perClient: 'scimClientExternalId' },
}

export const everyFurtherRow = {
  User: { ...scimdapPreset.User, attributes: { ...scimdapPreset.User.attributes, ...rows } },
  Group: scimdapPreset.Group,
} as const

/** Values for the rows, most of them in the form that the rows expect. */
export const withFurtherValues = (entry: LdifEntry, index: number): LdifEntry => {
  if (entry.attributes.objectClass?.includes('inetOrgPerson') !== true) return entry
  const random = createRandom(index + 1)
  const text = () => random.pick(oddTexts)
  const named = (client: string) => maybe(random, () => `${client}: ${text()}`)
  const more = {
    street: maybe(random, () => [text(), text(), text(), text()].slice(0, 1 + random.below(4)).join(',')),
    initials: maybe(random, () => `${text()} ${text()}`),
    businessCategory: [...maybe(random, text), ...maybe(random, () => `BC ${text()}.`)],
    postOfficeBox: maybe(random, () => `${text()}|${text()}`),
    l: maybe(random, text),
    st: maybe(random, text),
    'preferredLanguage;lang-de': maybe(random, text),
    'title;lang-de': maybe(random, text),
    ...(entry.attributes.objectClass.includes('scimUser') && {
      scimClientExternalId: [
        ...named('test'),
        ...named('other'),
        ...maybe(random, () => 'test: another of this client'),
      ],
    }),
  }
  return { ...entry, attributes: { ...entry.attributes, ...more } }
}

const maybe = (random: Random, value: () => string): readonly string[] => (random.below(3) > 0 ? [value()] : [])
