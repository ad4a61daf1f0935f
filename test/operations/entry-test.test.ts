import { describe, expect, it } from 'vitest'
import { parseSubschema } from '../../src/directory/subschema.ts'
import { and, equal, not, or, present } from '../../src/ldap/filter.ts'
import { entryTest } from '../../src/operations/references/entry-test.ts'

const subschema = parseSubschema(
  [],
  [
    "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
    "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) )",
    "( 2.5.6.7 NAME 'organizationalPerson' SUP person STRUCTURAL )",
    "( 2.16.840.1.113730.3.2.2 NAME 'inetOrgPerson' SUP organizationalPerson STRUCTURAL )",
    "( 2.5.6.9 NAME 'groupOfNames' SUP top STRUCTURAL )",
    "( 1.1.1 NAME 'circleA' SUP circleB STRUCTURAL )",
    "( 1.1.2 NAME 'circleB' SUP circleA STRUCTURAL )",
  ],
)
const entry = (given: Readonly<Record<string, readonly string[]>>) => new Map(Object.entries(given))
const inetOrgPerson = entry({ objectclass: ['inetOrgPerson'], sn: ['Jensen'] })

describe('testing an entry at hand against an entry filter', () => {
  it.each([
    ['its own class', equal('objectClass', 'INETORGPERSON'), true],
    ['a superior of its class (RFC 4512 §2.4.1)', equal('objectClass', 'person'), true],
    ['the class by its OID', equal('objectClass', '2.5.6.6'), true],
    ['another class', equal('objectClass', 'groupOfNames'), false],
    ['a class that the schema lacks', equal('objectClass', 'constructor'), false],
    ['one of two classes', or(equal('objectClass', 'groupOfNames'), equal('objectClass', 'person')), true],
    ['a class and a value', and(equal('objectClass', 'person'), present('SN')), true],
    ['a class and a value that is not there', and(equal('objectClass', 'person'), present('mail')), false],
  ])('%s', (_, filter, expected) => {
    expect(entryTest(filter, subschema)?.(inetOrgPerson)).toBe(expected)
  })

  it('ends where classes name each other as superior', () => {
    expect(entryTest(equal('objectClass', 'person'), subschema)?.(entry({ objectclass: ['circleA'] }))).toBe(false)
  })

  it('is not done where it could be wrong', () => {
    expect(entryTest(equal('uid', 'a'), subschema)).toBeUndefined()
    expect(entryTest(not(present('sn')), subschema)).toBeUndefined()
    expect(entryTest(and(present('sn'), equal('uid', 'a')), subschema)).toBeUndefined()
  })
})
