import { readFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { generatedFiles } from '../../ldap-schema/generate.ts'
import { attributeTypes, objectClasses } from '../../ldap-schema/table.ts'

describe('the schema files', () => {
  it.each([...generatedFiles()])('%s is what the table says', async (name, generated) => {
    const shipped = await readFile(new URL(`../../ldap-schema/${name}`, import.meta.url), 'utf8')

    expect(shipped).toBe(generated)
  })

  it('give no OID and no name twice', () => {
    for (const rows of [attributeTypes, objectClasses]) {
      expect(new Set(rows.map(({ number }) => number)).size).toBe(rows.length)
      expect(new Set(rows.map(({ name }) => name.toLowerCase())).size).toBe(rows.length)
    }
  })

  it('let every attribute type into a class', () => {
    const allowed = new Set(objectClasses.flatMap(({ may }) => may))

    expect([...allowed].toSorted()).toEqual(attributeTypes.map(({ name }) => name).toSorted())
  })

  it('have an ORDERING rule for every string type', () => {
    const types = generatedFiles().get('scimdap.schema')?.split('\n\n') ?? []
    const strings = types.filter((type) => type.includes('1.3.6.1.4.1.1466.115.121.1.15'))

    expect(strings.length).toBeGreaterThan(20)
    expect(strings.filter((type) => !/ORDERING case(Ignore|Exact)OrderingMatch/.test(type))).toEqual([])
  })
})
