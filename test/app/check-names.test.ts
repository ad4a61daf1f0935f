import { describe, expect, it } from 'vitest'
import { checkNames, tellsStates } from '../../src/app/check-names.ts'
import type { Config } from '../../src/config/config.ts'
import { parseSubschema } from '../../src/directory/subschema.ts'

const type = (name: string, more: string) =>
  `( 1.1.${name.length}.${name.charCodeAt(0)} NAME '${name}' SYNTAX 1.3.6.1.4.1.1466.115.121.1.15 ${more} )`
const subschema = parseSubschema(
  [
    type('good', 'EQUALITY caseExactMatch SINGLE-VALUE USAGE directoryOperation'),
    type('ofUsers', 'EQUALITY caseExactMatch SINGLE-VALUE'),
    type('many', 'EQUALITY caseExactMatch USAGE directoryOperation'),
    type('fixed', 'EQUALITY caseExactMatch SINGLE-VALUE NO-USER-MODIFICATION USAGE directoryOperation'),
    type('blind', 'SINGLE-VALUE USAGE directoryOperation'),
  ],
  [],
)
const check = (id: string, version?: string) => () => checkNames({ directory: { id, version } } as Config, subschema)

describe('directory.id and directory.version', () => {
  it.each([
    ['entryUUID', undefined],
    ['nsUniqueId', 'good'],
    ['objectGUID', undefined],
    ['ofUsers', 'good'],
  ])('may be %s and %s', (id, version) => {
    expect(check(id, version)).not.toThrow()
  })

  it.each([
    ['missing', undefined, 'id: no such attribute type'],
    ['many', undefined, 'id: must be single-valued'],
    ['fixed', undefined, 'id: the gateway cannot write this attribute type'],
    ['blind', undefined, 'id: has no EQUALITY rule'],
    ['entryUUID', 'missing', 'version: no such attribute type'],
    ['entryUUID', 'ofUsers', 'version: must be an operational attribute type'],
    ['entryUUID', 'many', 'version: must be single-valued'],
    ['entryUUID', 'fixed', 'version: the gateway cannot write this attribute type'],
  ])('stop the start where they are %s and %s', (id, version, message) => {
    expect(check(id, version)).toThrow(`mapping of directory: ${message}`)
  })
})

describe('a server whose writes can be guarded by a state', () => {
  const withCsn = parseSubschema([type('entryCSN', 'EQUALITY CSNMatch SINGLE-VALUE USAGE directoryOperation')], [])
  const config = (version?: string) => ({ directory: { id: 'entryUUID', version } }) as Config

  it('has entryCSN, or the attribute type that is declared in its place', () => {
    expect(tellsStates(config(), withCsn)).toBe(true)
    expect(tellsStates(config('good'), subschema)).toBe(true)
    expect(tellsStates(config(), subschema)).toBe(false)
  })
})
