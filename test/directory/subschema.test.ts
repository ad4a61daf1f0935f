import { describe, expect, it } from 'vitest'
import { parseSubschema } from '../../src/directory/subschema.ts'

const attributeTypes = [
  "( 2.5.4.41 NAME 'name' DESC 'RFC4519: common supertype (of \\27names\\27)' EQUALITY caseIgnoreMatch SUBSTR caseIgnoreSubstringsMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.15{32768} )",
  "( 2.5.4.3 NAME ( 'cn' 'commonName' ) DESC 'NAME ( not a list )' SUP name )",
  "( 1.1.1 NAME 'x-ordered' SUP 2.5.4.3 ORDERING caseIgnoreOrderingMatch SINGLE-VALUE X-ORIGIN 'us' )",
  "( 2.5.18.1 NAME 'createTimestamp' EQUALITY generalizedTimeMatch ORDERING generalizedTimeOrderingMatch SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation )",
  "(1.1.2 NAME 'tight' SUP loop)",
  "( 1.1.3 NAME 'loop' SUP tight )",
  'not a description',
]
const objectClasses = [
  "( 2.5.6.0 NAME 'top' ABSTRACT MUST objectClass )",
  "( 2.5.6.6 NAME 'person' SUP top STRUCTURAL MUST ( sn $ cn ) MAY ( userPassword $ description ) )",
  "( 1.1.4 NAME 'extra' SUP ( top $ person ) AUXILIARY )",
  "( 1.1.5 NAME 'noKind' MAY description )",
]
const subschema = parseSubschema(attributeTypes, objectClasses)

describe('attribute types (RFC 4512 §4.1.2)', () => {
  it('are found by name and OID, ignoring case and options', () => {
    for (const name of ['cn', 'COMMONNAME', '2.5.4.3', 'cn;lang-de'])
      expect(subschema.attributeType(name)?.oid).toBe('2.5.4.3')
    for (const name of ['', 'constructor', '__proto__', 'sn']) expect(subschema.attributeType(name)).toBeUndefined()
  })

  it('have the rules and the syntax of their superiors, without a length', () => {
    expect(subschema.attributeType('cn')).toEqual({
      oid: '2.5.4.3',
      names: ['cn', 'commonName'],
      equality: 'caseIgnoreMatch',
      ordering: undefined,
      substring: 'caseIgnoreSubstringsMatch',
      syntax: '1.3.6.1.4.1.1466.115.121.1.15',
      singleValue: false,
      noUserModification: false,
      operational: false,
    })
    expect(subschema.attributeType('x-ordered')).toMatchObject({
      equality: 'caseIgnoreMatch',
      ordering: 'caseIgnoreOrderingMatch',
      singleValue: true,
    })
    expect(subschema.attributeType('createtimestamp')?.noUserModification).toBe(true)
  })

  it('end where superiors form a circle', () => {
    expect(subschema.attributeType('tight')).toMatchObject({ oid: '1.1.2', equality: undefined })
  })
})

describe('object classes (RFC 4512 §4.1.1)', () => {
  it('have a kind, superiors and lists of types', () => {
    expect(subschema.objectClass('PERSON')).toEqual({
      oid: '2.5.6.6',
      names: ['person'],
      kind: 'structural',
      superiors: ['top'],
      must: ['sn', 'cn'],
      may: ['userPassword', 'description'],
    })
    expect(subschema.objectClass('top')?.kind).toBe('abstract')
    expect(subschema.objectClass('extra')).toMatchObject({ kind: 'auxiliary', superiors: ['top', 'person'] })
    expect(subschema.objectClass('noKind')?.kind).toBe('structural')
  })
})
