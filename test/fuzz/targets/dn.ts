/** Dn: distinguished names, against a second parser written letter by letter. RFC 4514 */
import fc from 'fast-check'
import {
  childOf,
  type Dn,
  InvalidDn,
  isDn,
  isSameDn,
  isUnder,
  normaliseDn,
  parentOf,
  parseDn,
  printDn,
  type Rdn,
  rdnOf,
} from '../../../src/ldap/dn.ts'
import { plainDn } from '../plain-dn.ts'
import { law, lawOfEquals, target } from '../target.ts'
import { around, storableText } from '../texts.ts'

const type = fc.oneof(
  fc.constantFrom('uid', 'cn', 'ou', 'dc', 'CN', 'commonName', '2.5.4.3', 'mail', 'x-y'),
  fc.stringMatching(/^[a-z][a-z\d-]{0,5}$/),
)
const value = fc.oneof(
  { weight: 5, arbitrary: storableText },
  { weight: 1, arbitrary: fc.constantFrom('\0', 'a\0b', ' ', '# x', 'ada', '') },
)
const assertion = fc.record({ type, value })
const ber = fc.record({
  type,
  value: fc.constantFrom('#0401ff', '#04', '#0C03616461'),
  ber: fc.constant(true as const),
})
const rdn: fc.Arbitrary<Rdn> = fc.array(fc.oneof({ weight: 6, arbitrary: assertion }, { weight: 1, arbitrary: ber }), {
  minLength: 1,
  maxLength: 3,
})
const rdns = fc.array(rdn, { maxLength: 4 })

/** As other software spells it: backslashes before specials, blanks round separators. */
const spelled = fc
  .tuple(rdns, fc.constantFrom(',', ', ', ' , '))
  .map(([all, comma]) =>
    all
      .map((each) =>
        each
          .map(
            (one) =>
              `${one.type}=${one.value.replace(/["+,;<>\\]|^[ #]| $/g, (c) => `\\${c}`).replaceAll('\0', '\\00')}`,
          )
          .join('+'),
      )
      .join(comma),
  )

const calm = <T>(act: () => T): T | undefined => {
  try {
    return act()
  } catch (error) {
    if (error instanceof InvalidDn) return undefined
    throw error
  }
}

export const dn = target({
  name: 'dn',
  files: ['src/ldap/dn.ts'],
  inputs: fc.tuple(
    rdns,
    around(
      fc.oneof(
        { weight: 9, arbitrary: spelled },
        {
          weight: 1,
          arbitrary: fc.constantFrom(
            '',
            '  ',
            'uid=\\ff',
            'uid=\\c3\\a9',
            '2.5.4.3=x',
            'UID=ada,DC=x',
            'uid=a\\ ',
            'cn=#04zz',
            'ada',
          ),
        },
      ),
    ),
  ),
  check: ([given, text]) => {
    const printed = printDn(given)
    lawOfEquals(parseDn(printed), given, 'parse(print(x)) = x')
    lawOfEquals(
      plainDn(printed),
      given.map((each) =>
        each.map(({ type: name, value: raw, ber: isBer }) => ({ type: name, value: raw, isBer: isBer === true })),
      ),
      'another parser reads the same',
    )
    const [first] = given
    if (first !== undefined) {
      lawOfEquals(rdnOf(printed), first, 'the first RDN is the entry’s own')
      const parent = parentOf(printed)
      lawOfEquals(parent, printDn(given.slice(1)), 'what is left is above')
      law(isUnder(printed, parent ?? 'x=y'), 'an entry is below its parent')
    }
    lawOfEquals(isDn(text), calm(() => parseDn(text)) !== undefined, 'a DN is what can be parsed')
    lawOfEquals(
      [...plainDn(childOf(printed, [{ type: 'uid', value: text.toWellFormed() }]))].length,
      given.length + 1,
      'a child is one level below',
    )
    const parsed = calm(() => parseDn(text))
    if (parsed === undefined) return
    lawOfEquals(parseDn(printDn(parsed)), parsed, 'parse(print(parse(x))) = parse(x)')
    lawOfEquals(normaliseDn(text), normaliseDn(printDn(parsed)), 'all spellings have one key')
    calm(() => parentOf(text as Dn))
    calm(() => isSameDn(text, printed))
    calm(() => rdnOf(text as Dn))
  },
})
