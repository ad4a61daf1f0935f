/** What every Directory does when it reads. */
import { describe, expect, it } from 'vitest'
import { textOf, textsOf, valuesOf } from '../../src/ldap/entry.ts'
import type { LdapFilter } from '../../src/ldap/filter.ts'
import { codeOf, collect, equal, person, personDn, type Subject } from './subject.ts'

export const describeReads = (subject: () => Subject): void => {
  describe('reading (RFC 4511 §4.5)', () => {
    it('gives one entry, or undefined where there is none', async () => {
      const { directory, base } = subject()
      const dn = personDn(base, 'read')
      await directory.add(dn, person('read'), { types: [] })

      expect(textOf((await directory.read(dn, ['uid']))?.attributes ?? new Map(), 'uid')).toBe('read')
      expect(await directory.read(personDn(base, 'nobody'), ['uid'])).toBeUndefined()
      expect(await directory.read(dn, ['uid'], equal('sn', 'other'))).toBeUndefined()
    })

    it('gives the asked types only, under lower-case names, and none where none is asked', async () => {
      const { directory, base } = subject()
      const dn = personDn(base, 'types')
      await directory.add(dn, person('types', { displayName: ['T'], title: ['x'] }), { types: [] })

      expect([...((await directory.read(dn, ['DISPLAYNAME', 'mail']))?.attributes ?? [])]).toEqual([
        ['displayname', ['T']],
      ])
      expect((await directory.read(dn, []))?.attributes.size).toBe(0)
    })

    it('keeps every value as it is: text, bytes, emptiness of options, a leading U+FEFF', async () => {
      const { directory, base } = subject()
      const dn = personDn(base, 'values')
      const photo = Uint8Array.from([0xff, 0xd8, 0x00, 0x80])
      const texts = ['\uFEFFmark', 'zwei\nZeilen', ' innen  leer ', '😀', '*()\\', 'Ω']
      const given = person('values', { jpegPhoto: [photo, new TextEncoder().encode('ascii')], description: texts })
      await directory.add(dn, given, { types: [] })

      const entry = await directory.read(dn, ['JPEGPHOTO', 'description'])

      expect(new Set(textsOf(entry?.attributes ?? new Map(), 'description'))).toEqual(new Set(texts))
      const photos = valuesOf(entry?.attributes ?? new Map(), 'jpegPhoto')
      expect(photos).toHaveLength(2)
      expect(photos).toContainEqual(photo)
      expect(photos.every((value) => value instanceof Uint8Array)).toBe(true)
    })

    it('gives no more than were asked for, which is no failure, and all where there are not more', async () => {
      const { directory, base } = subject()
      for (const name of ['most1', 'most2', 'most3']) {
        await directory.add(personDn(base, name), person(name, { title: ['of many'] }), { types: [] })
      }
      const found = async (most: number) => {
        const filter = equal('title', 'of many')
        return (await directory.search({ base, scope: 'one', filter, types: ['title'], most })).map(({ attributes }) =>
          textOf(attributes, 'title'),
        )
      }

      expect(await found(2)).toEqual(['of many', 'of many'])
      expect(await found(3)).toHaveLength(3)
      expect(await found(50)).toHaveLength(3)
    })

    it('searches by every kind of filter, with values that would be syntax in text', async () => {
      const { directory, base } = subject()
      const odd = 'a*(b)\\c,d'
      await directory.add(personDn(base, 'f1'), person('f1', { title: [odd], employeeNumber: ['1'] }), { types: [] })
      await directory.add(personDn(base, 'f2'), person('f2', { title: ['other'], employeeNumber: ['2'] }), {
        types: [],
      })
      const uids = async (filter: LdapFilter) => {
        const own: LdapFilter = { kind: 'substring', type: 'uid', initial: 'f', any: [] }
        const all: LdapFilter = { kind: 'and', filters: [own, filter] }
        const found = await directory.search({ base, scope: 'one', filter: all, types: ['uid'] })
        return found.flatMap((entry) => textsOf(entry.attributes, 'uid')).sort()
      }

      expect(await uids(equal('title', odd))).toEqual(['f1'])
      expect(await uids({ kind: 'substring', type: 'title', initial: 'a*', any: ['', ')\\'], final: ',d' })).toEqual([
        'f1',
      ])
      expect(await uids({ kind: 'not', filter: equal('title', odd) })).toEqual(['f2'])
      expect(await uids({ kind: 'present', type: 'title' })).toEqual(['f1', 'f2'])
      expect(await uids({ kind: 'and', filters: [] })).toEqual(['f1', 'f2'])
      expect(await uids({ kind: 'or', filters: [] })).toEqual([])
      expect(await uids({ kind: 'or', filters: [equal('title', 'other'), equal('title', odd)] })).toEqual(['f1', 'f2'])
      expect(await uids({ kind: 'substring', type: 'title', any: [] })).toEqual(['f1', 'f2'])
      expect(await uids({ kind: 'greater-or-equal', type: 'createTimestamp', value: '20000101000000Z' })).toEqual([
        'f1',
        'f2',
      ])
      expect(await uids({ kind: 'less-or-equal', type: 'createTimestamp', value: '20000101000000Z' })).toEqual([])
    })

    it('scans every match once, over more than one page', async () => {
      const { directory, base } = subject()
      for (let n = 0; n < 25; n += 1) await directory.add(personDn(base, `scan${n}`), person(`scan${n}`), { types: [] })
      const filter: LdapFilter = { kind: 'substring', type: 'uid', initial: 'scan', any: [] }

      const found = await collect(directory.scan({ base, scope: 'sub', filter, types: ['uid'], pageSize: 10 }))

      expect(new Set(found.map(({ dn }) => dn)).size).toBe(25)
      expect(found).toHaveLength(25)
    })

    it('fails where the base of a search or scan is not there', async () => {
      const { directory, base } = subject()
      const request = {
        base: personDn(base, 'nobody'),
        scope: 'sub',
        filter: { kind: 'and', filters: [] },
        types: [],
      } as const

      expect(await codeOf(directory.search(request))).toBe(32)
      expect(await codeOf(collect(directory.scan(request)))).toBe(32)
    })

    it('knows the schema with what types inherit (RFC 4512 §4.1.2)', async () => {
      const subschema = await subject().directory.subschema()

      expect(subschema.attributeType('CN')?.equality).toBe('caseIgnoreMatch')
      expect(subschema.attributeType('userCertificate;binary')?.oid).toBe('2.5.4.36')
      expect(subschema.objectClass('inetorgperson')?.kind).toBe('structural')
      expect(subschema.attributeType('constructor')).toBeUndefined()
    })
  })
}
