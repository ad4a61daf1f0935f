/** What names of attribute types mean, whatever language and house they are from. */
import { describe, expect, it } from 'vitest'
import { housePrefixes, likeness, wordsOf } from '../../src/init/words.ts'

describe('the words of a name', () => {
  it.each([
    ['givenName', ['given', 'name']],
    ['acmeKostenStelle', ['acme', 'kosten', 'stelle']],
    ['cost-centre', ['cost', 'centre']],
    ['Étage_Bâtiment', ['etage', 'batiment']],
    ['HRId', ['hr', 'id']],
    ['straße', ['strasse']],
    ['', []],
    ['__', []],
  ])('%j are %j', (name, words) => {
    expect(wordsOf(name)).toEqual(words)
  })
})

describe('the prefix of a house', () => {
  it('is what several names begin with, and no word that is a name by itself', () => {
    const prefixes = housePrefixes(['acmeCostCentre', 'acmeStatus', 'givenName', 'uid', 'mailHost'])

    expect([...prefixes]).toEqual(['acme'])
  })
})

describe('likeness', () => {
  const meanings = ['costcenter', 'kostenstelle', 'o']
  const prefixes = new Set(['acme'])

  it.each([
    ['costCenter', 1],
    ['o', 1],
    ['acmeKostenstelle', 0.95],
    ['abteilungsKostenstelle', 0.8],
    ['kostenstelleNeu', 0.7],
    ['co', 0],
    ['office', 0],
    ['constructor', 0],
  ])('of %s is %d', (name, score) => {
    expect(likeness(name, meanings, prefixes)).toBe(score)
  })
})
