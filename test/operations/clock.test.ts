/** Clocks: times of entries as the directory writes them. RFC 4517 §3.3.13, draft-chu-ldap-csn */
import { describe, expect, it } from 'vitest'
import { parseSubschema } from '../../src/directory/subschema.ts'
import { clocksOf } from '../../src/operations/references/clock.ts'

const type = (oid: string, name: string) => `( ${oid} NAME '${name}' SYNTAX 1.3.6.1.4.1.1466.115.121.1.24 )`
const subschemaOf = (...attributeTypes: string[]) => parseSubschema(attributeTypes, [])

const csn = type('1.3.6.1.4.1.4203.666.1.7', 'entryCSN')
const created = type('2.5.18.1', 'createTimestamp')

describe('the clocks of a directory', () => {
  it('are those that it knows, the finest first', () => {
    const names = (...types: string[]) => clocksOf(subschemaOf(...types)).map((clock) => clock.type)

    expect(names(created, csn)).toEqual(['entryCSN', 'createTimestamp'])
    expect(names(created)).toEqual(['createTimestamp'])
    expect(names()).toEqual([])
  })

  it('tell times and write them again', () => {
    const [change, creation] = clocksOf(subschemaOf(created, csn))

    for (const text of ['20261122073834.836579Z#000000#000#000000', '19700101000000.000001Z#000000#000#000000']) {
      expect(change?.write(change.read(text) as number)).toBe(text)
    }
    expect(change?.read('19700101000001.000002Z#00000a#001#000000')).toBe(1_000_002)
    expect(creation?.write(creation.read('20261122073834Z') as number)).toBe('20261122073834Z')
  })

  it.each([undefined, '', 'yesterday', '20261399000000Z', '#'])('take %j for no time', (text) => {
    for (const clock of clocksOf(subschemaOf(created, csn))) expect(clock.read(text)).toBeUndefined()
  })
})
