/** What every Directory does when it writes or renames one entry. */
import { describe, expect, it } from 'vitest'
import { childOf, normaliseDn } from '../../src/ldap/dn.ts'
import { textOf, textsOf } from '../../src/ldap/entry.ts'
import { attributes, codeOf, equal, namingType, person, personDn, type Subject } from './subject.ts'

export const describeWrites = (subject: () => Subject): void => {
  describe('writing (RFC 4511 §4.6 to §4.8)', () => {
    it('gives the entry as stored after add and change, operational attributes too', async () => {
      const { directory, base } = subject()
      const dn = personDn(base, 'post')

      const added = await directory.add(dn, person('post'), { types: ['*', 'entryUUID'] })
      const change = { modifications: [{ operation: 'add', type: 'mail', values: ['post@example.com'] }] } as const
      const changed = await directory.change(dn, change, { types: ['mail', 'entryUUID'] })

      expect(textOf(added.attributes, 'entryuuid')).toMatch(/^[0-9a-f-]{36}$/)
      expect(textOf(changed.attributes, 'mail')).toBe('post@example.com')
      expect(textOf(changed.attributes, 'entryuuid')).toBe(textOf(added.attributes, 'entryuuid'))
    })

    it('fails with the result code of the server', async () => {
      const { directory, base } = subject()
      const dn = personDn(base, 'codes')
      await directory.add(dn, person('codes'), { types: [] })
      const change = (operation: 'add' | 'delete', type: string, value: string) =>
        directory.change(dn, { modifications: [{ operation, type, values: [value] }] }, { types: [] })

      expect(await codeOf(directory.add(dn, person('codes'), { types: [] }))).toBe(68)
      expect(await codeOf(change('delete', 'mail', 'x@example.com'))).toBe(16)
      expect(await codeOf(change('add', 'sn', 'CODES'))).toBe(20)
      // undefinedAttributeType; 389 Directory Server calls it an objectClassViolation, Active Directory noSuchAttribute.
      expect([16, 17, 65]).toContain(await codeOf(change('add', 'noSuchType', 'x')))
      expect(
        await codeOf(
          directory.add(personDn(base, 'x'), attributes({ objectClass: ['person'], mail: ['x@example.com'] }), {
            types: [],
          }),
        ),
      ).toBe(65)
      expect(await codeOf(directory.delete(personDn(base, 'nobody')))).toBe(32)
    })

    it('writes only if the assertion holds (RFC 4528)', async () => {
      const { directory, base } = subject()
      const dn = personDn(base, 'guard')
      await directory.add(dn, person('guard'), { types: [] })
      const modifications = [{ operation: 'replace', type: 'title', values: ['x'] }] as const

      const stale = equal('sn', 'stale')
      expect(await codeOf(directory.change(dn, { modifications }, { assertion: stale, types: [] }))).toBe(122)
      expect(await codeOf(directory.change(dn, { modifications: [] }, { assertion: stale, types: [] }))).toBe(122)
      expect(await codeOf(directory.delete(dn, stale))).toBe(122)
      expect((await directory.read(dn, ['title']))?.attributes.size).toBe(0)
      expect(
        await codeOf(directory.change(dn, { modifications }, { assertion: equal('sn', 'guard'), types: [] })),
      ).toBe('success')
      expect(await codeOf(directory.delete(dn, equal('sn', 'guard')))).toBe('success')
    })
  })
}

export const describeRaces = (subject: () => Subject): void => {
  describe('guarded writes at the same time (RFC 4528)', () => {
    it('lets exactly one of many writers with one guard win', async () => {
      const { directory, base } = subject()
      const dn = personDn(base, 'race')
      const { attributes: before } = await directory.add(dn, person('race'), { types: ['entryCSN'] })
      const assertion = equal('entryCSN', textOf(before, 'entrycsn') ?? '')

      const codes = await Promise.all(
        Array.from({ length: 20 }, (_, n) =>
          codeOf(
            directory.change(
              dn,
              { modifications: [{ operation: 'replace', type: 'title', values: [`${n}`] }] },
              { assertion, types: [] },
            ),
          ),
        ),
      )

      expect(codes.filter((code) => code === 'success')).toHaveLength(1)
      expect(codes.filter((code) => code === 122)).toHaveLength(19)
    })
  })
}

const oddNames = [
  'plain',
  'comma, inside',
  'ends with backslash\\',
  'ends with comma,',
  'two backslashes\\\\',
  'plus+sign=equals',
  'quote"inside',
  '#leading sharp',
  ' leading blank',
  'semi;colon<angle>',
  'Ünïcødé 😀',
  '\\2C looks escaped',
  'evil,ou=x',
] as const

export const describeRenames = (subject: () => Subject): void => {
  describe('renaming (RFC 4511 §4.9)', () => {
    it.each(oddNames)('renames to %j and gives the entry under its new name', async (name) => {
      const { directory, base } = subject()
      const from = `rename ${oddNames.indexOf(name)}`
      const types = ['cn', 'entryUUID']
      const added = await directory.add(
        childOf(base, [{ type: 'cn', value: from }]),
        attributes({ objectClass: ['person'], cn: [from], sn: ['s'] }),
        { types },
      )
      const newRdn = [{ type: 'cn', value: name }]

      const renamed = await directory.change(added.dn, { newRdn, modifications: [] }, { types })

      expect(textsOf(renamed.attributes, 'cn').map((text) => text.trim())).toEqual([name.trim()])
      expect(textOf(renamed.attributes, 'entryuuid')).toBe(textOf(added.attributes, 'entryuuid'))
      expect((await directory.read(childOf(base, newRdn), types))?.attributes).toEqual(renamed.attributes)
      expect(await directory.read(added.dn, [])).toBeUndefined()
      await directory.delete(renamed.dn)
    })

    it('renames and modifies in one change, or does neither', async () => {
      const { directory, base } = subject()
      const dn = personDn(base, 'both')
      await directory.add(dn, person('both'), { types: [] })
      await directory.add(personDn(base, 'taken'), person('taken'), { types: [] })
      const to = (value: string, type: string) => ({
        newRdn: [{ type: namingType(base), value }],
        modifications: [{ operation: 'add', type, values: ['x'] }] as const,
      })

      expect(await codeOf(directory.change(dn, to('taken', 'title'), { types: [] }))).toBe(68)
      expect([16, 17, 65]).toContain(await codeOf(directory.change(dn, to('free', 'noSuchType'), { types: [] })))
      expect(
        await codeOf(directory.change(dn, to('free', 'title'), { assertion: equal('sn', 'stale'), types: [] })),
      ).toBe(122)
      const naming = namingType(base)
      const before = await directory.read(dn, [naming, 'title'])
      expect([...(before?.attributes ?? [])]).toEqual([[naming, ['both']]])

      const after = await directory.change(dn, to('free', 'title'), { types: [naming, 'title'] })

      expect(normaliseDn(after.dn)).toBe(normaliseDn(personDn(base, 'free')))
      expect(after.attributes).toEqual(attributes({ [naming]: ['free'], title: ['x'] }))
    })
  })
}
