import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createMatcher } from '../../src/directory/staged/matcher.ts'
import { clientMapping } from '../../src/mapping/client-mapping.ts'
import { compileFilter } from '../../src/mapping/compile-filter.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { versionOf } from '../../src/mapping/version.ts'
import { evaluate } from '../../src/scim/filter/evaluate.ts'
import type { Comparison, Filter } from '../../src/scim/filter/filter.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import { oddTexts } from '../support/odd-texts.ts'
import {
  changed,
  compileUser,
  decoded,
  encoded,
  entry,
  problemsWith,
  pushed,
  subschema,
  userDeclaration,
} from './support.ts'

type Rows = MappingDeclaration['attributes']

const type = 'scimClientExternalId'
const person = { uid: 'a', cn: 'A', sn: 'A', objectClass: ['inetOrgPerson', 'scimUser'] }
const unbound = compileUser(userDeclaration({ externalId: { perClient: type, clients: { hr: 'scimExternalId' } } }))
const okta = clientMapping(unbound, 'okta')
const entra = clientMapping(unbound, 'entra')
const hr = clientMapping(unbound, 'hr')
const held = (...values: readonly string[]) => entry({ ...person, ...(values.length > 0 && { [type]: values }) })
const set = (externalId: string | undefined) => (before: Resource) => ({ ...before, externalId }) as Resource

describe('an externalId of each client: RFC 7643 §3.1', () => {
  const both = held('entra: E 1', 'okta: O1')

  it('shows each client its own, and a new one none', () => {
    const shown = [okta, entra, clientMapping(unbound, 'ping'), unbound].map((each) => decoded(each, both).externalId)

    expect(shown).toEqual(['O1', 'E 1', undefined, undefined])
  })

  it.each([
    ['another spelling of the name', ['Okta: x'], undefined],
    ['a name that begins alike', ['oktas: x', 'okt: y'], undefined],
    ['a colon in the id', ['okta: ping: x'], 'ping: x'],
    ['blanks around the id', ['okta:   x '], '  x '],
    ['no blank behind the colon', ['okta:x'], undefined],
    ['nothing but blanks', ['okta: ', 'okta:  '], undefined],
    ['two of one client', ['okta: x', 'okta: y'], 'x'],
  ])('takes apart %s', (_, values, shown) => {
    expect(decoded(okta, held(...values)).externalId).toBe(shown)
  })

  it('is written beside those of others, and taken away without them', () => {
    expect(changed(okta, both, set('O2'))).toEqual([
      { operation: 'delete', type: type.toLowerCase(), values: ['okta: O1'] },
      { operation: 'add', type: type.toLowerCase(), values: ['okta: O2'] },
    ])
    expect(changed(okta, both, set(undefined))).toEqual([
      { operation: 'delete', type: type.toLowerCase(), values: ['okta: O1'] },
    ])
    expect(changed(okta, both, set('O1'))).toEqual([])
    const { objectClass: _, ...withoutClass } = person
    expect(changed(okta, entry({ ...withoutClass, [type]: 'entra: 1' }), set('1'))).toEqual([
      { operation: 'add', type: 'objectClass', values: ['scimUser'] },
      { operation: 'add', type: type.toLowerCase(), values: ['okta: 1'] },
    ])
    expect(changed(unbound, both, set('O2'))).toEqual([])
  })

  it('leaves none behind where somebody has put two of one client', () => {
    expect(changed(okta, held('okta: x', 'entra: e', 'okta: y'), set(undefined))).toEqual([
      { operation: 'delete', type: type.toLowerCase(), values: ['okta: x', 'okta: y'] },
    ])
  })

  it('is stored for a new entry', () => {
    expect(encoded(okta, { userName: 'a', externalId: ' ü*(x)\\ ' } as never)).toMatchObject({
      [type.toLowerCase()]: ['okta:  ü*(x)\\ '],
    })
  })

  it.each(['', ' ', '\u00a0', 'a\0b'])('refuses %j, which a directory cannot hold by itself either', (externalId) => {
    expect(() => encoded(okta, { userName: 'a', externalId } as never)).toThrow(
      /cannot hold such a value of externalId/,
    )
  })

  it('is in the version of the client whose it is, and in no other', () => {
    const version = (mapping: typeof okta, of: typeof both) => versionOf(mapping, of, decoded(mapping, of))

    expect(version(entra, held('entra: E 1', 'okta: O2'))).toBe(version(entra, both))
    expect(version(entra, held('okta: O1', 'entra: E 1'))).toBe(version(entra, both))
    expect(version(okta, held('entra: E 1', 'okta: O2'))).not.toBe(version(okta, both))
  })
})

describe('a client that has an attribute type to itself', () => {
  const before = entry({ ...person, scimExternalId: 'old', [type]: ['okta: O1', 'hr: never'] })

  it('shows, writes and removes what stands there, and nothing else', () => {
    expect(decoded(hr, before).externalId).toBe('old')
    expect(decoded(okta, before).externalId).toBe('O1')
    expect(changed(hr, before, set('new'))).toMatchObject([
      { operation: 'delete', type: 'scimexternalid', values: ['old'] },
      { operation: 'add', type: 'scimexternalid', values: ['new'] },
    ])
    expect(changed(hr, before, set(undefined))).toMatchObject([{ operation: 'delete', type: 'scimexternalid' }])
    expect(changed(okta, before, set(undefined))).toMatchObject([{ operation: 'delete', type: type.toLowerCase() }])
  })

  it('is asked about there', () => {
    expect(pushed(hr, 'externalId eq "x"')).toBe('(scimExternalId=x) exact')
  })
})

describe('a filter on an externalId of each client: RFC 7644 §3.4.2.2', () => {
  it.each([
    ['externalId eq "x"', `(${type}=okta: x)`],
    ['externalId eq "  x  Y "', `(${type}=okta: x Y)`],
    ['externalId eq "*(a)\\\\"', `(${type}=okta: \\2a\\28a\\29\\5c)`],
    ['externalId sw "x"', `(${type}=okta: x*)`],
    ['externalId co "x"', `(&(${type}=okta:*)(${type}=*x*))`],
    ['externalId ew "x"', `(&(${type}=okta:*)(${type}=*x))`],
    ['externalId gt "x"', `(${type}=okta:*)`],
    ['externalId pr', `(${type}=okta:*)`],
    ['externalId ne "x"', '(&)'],
    ['externalId eq null', '(&)'],
    ['not (externalId pr)', '(&)'],
    ['externalId eq "x" and title eq "y"', `(&(${type}=okta: x)(title=y))`],
    ['externalId eq "x" or externalId eq "y"', `(|(${type}=okta: x)(${type}=okta: y))`],
  ])('%s', (filter, expected) => {
    expect(pushed(okta, filter)).toBe(expected)
  })

  const { path } = okta.rules.find(
    ({ forClient, path: { attribute } }) => !forClient && attribute.name === 'externalId',
  ) as never as {
    path: Extract<Filter, { kind: 'compare' }>['path']
  }
  const anyText = fc.oneof(
    fc.constantFrom(...oddTexts),
    fc.string({ unit: fc.constantFrom('a', 'B', ' ', 'é', 'e', '\u0301', ':', 'ß', '\u00a0', 'o'), maxLength: 6 }),
  )
  const known = {
    dnOf: () => undefined,
    nameOf: () => undefined,
    membersOf: () => undefined,
    groupsWithin: () => undefined,
  }

  it('finds at least what SCIM finds, whatever is stored beside it', () => {
    const operators = fc.constantFrom<Comparison>('eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le')
    fc.assert(
      fc.property(anyText, anyText, anyText, operators, (own, others, asked, operator) => {
        const filter = { kind: 'compare', path, operator, value: asked } as Filter
        const pushdown = compileFilter(filter, okta, known)
        const stored = held(`ping: ${others}`, `okta: ${own}`)
        const shown = decoded(okta, stored)
        if (evaluate(filter, shown)) {
          expect(createMatcher(pushdown.filter, subschema)(stored.attributes), JSON.stringify([own, asked])).toBe(true)
        }
        expect(pushdown.exact).toBe(false)
      }),
      { numRuns: 3_000 },
    )
  })

  it('keeps both laws, and the values of others, whatever is written', () => {
    fc.assert(
      fc.property(anyText, anyText, anyText, (own, others, next) => {
        const stored = held(`ping: ${others}`, `okta: ${own}`)
        expect(changed(okta, stored, (same) => same)).toEqual([])
        if (next.trim() === '' || next.includes('\0')) return
        const modifications = changed(okta, stored, set(next))
        const values = apply(stored.attributes.get(type.toLowerCase()) ?? [], modifications)
        expect(values).toContain(`ping: ${others}`)
        const again = decoded(okta, held(...values))
        expect(evaluate({ kind: 'compare', path, operator: 'eq', value: next }, again)).toBe(true)
        expect({ ...again, externalId: undefined }).toEqual({ ...decoded(okta, stored), externalId: undefined })
      }),
      { numRuns: 1_000 },
    )
  })

  const apply = (values: readonly unknown[], modifications: ReturnType<typeof changed>): readonly string[] => {
    const left = new Set(values.map(String))
    for (const { type: changedType, operation, values: some } of modifications) {
      if (changedType !== type.toLowerCase()) continue
      for (const value of some) operation === 'delete' ? left.delete(String(value)) : left.add(String(value))
    }
    return [...left]
  }
})

describe('a row of an externalId of each client', () => {
  it.each<readonly [string, Rows, string]>([
    [
      'another attribute',
      { title: { perClient: type } },
      'attributes.title: only externalId takes { perClient }: all else is the same for every client',
    ],
    [
      'a type that another row has',
      { externalId: { perClient: type }, nickName: type },
      `attributes.externalId: ${type} is written by nickName, too: make one of the two readOnly (GetPut would break)`,
    ],
    [
      'a type of one client that another row has',
      { externalId: { perClient: type, clients: { hr: 'title' } } },
      'attributes.externalId: title is written by title, too: make one of the two readOnly (GetPut would break)',
    ],
    [
      'a type for one value',
      { externalId: { perClient: 'scimExternalId' } },
      'attributes.externalId: scimExternalId holds one value: there must be room for one of each client',
    ],
    [
      'a type that ignores case',
      { externalId: { perClient: 'description' } },
      'attributes.externalId: description needs the EQUALITY rule caseExactMatch: clients and their ids differ by case',
    ],
    [
      'a type that is not there',
      { externalId: { perClient: 'nowhere' } },
      "attributes.externalId: the directory's schema has no attribute type nowhere",
    ],
    [
      'the type of all as the type of one',
      { externalId: { perClient: type, clients: { hr: type } } },
      `attributes.externalId: ${type} is for all clients: none of them can have it alone`,
    ],
  ])('refuses %s', (_, rows, problem) => {
    expect(problemsWith(rows)).toContain(problem)
  })
})
