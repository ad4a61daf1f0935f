/** What every Directory does with several writes that belong together. */
import { describe, expect, it } from 'vitest'
import { textOf } from '../../src/ldap/entry.ts'
import { equal, namingType, person, personDn, type Subject } from './subject.ts'

export const describeUnitsOfWork = (subject: () => Subject, undoesDeletions = true): void => {
  describe('units of work (RFC 5805)', () => {
    it('does all writes, of every kind', async () => {
      const { directory, base } = subject()
      const [a, b, c] = [personDn(base, 'unit-a'), personDn(base, 'unit-b'), personDn(base, 'unit-c')]
      await directory.add(a, person('unit-a'), { types: [] })
      await directory.add(b, person('unit-b'), { types: [] })

      await directory.atomically([
        { kind: 'add', dn: c, attributes: person('unit-c') },
        {
          kind: 'change',
          dn: a,
          change: {
            newRdn: [{ type: namingType(base), value: 'unit-d' }],
            modifications: [{ operation: 'add', type: 'title', values: ['t'] }],
          },
        },
        { kind: 'delete', dn: b, assertion: equal('sn', 'unit-b') },
      ])

      expect(await directory.read(c, [])).toBeDefined()
      expect(await directory.read(b, [])).toBeUndefined()
      expect(
        textOf((await directory.read(personDn(base, 'unit-d'), ['title']))?.attributes ?? new Map(), 'title'),
      ).toBe('t')
    })

    it('does nothing where one write fails, and says which', async () => {
      const { directory, base } = subject()
      const [a, b, c] = [personDn(base, 'none-a'), personDn(base, 'none-b'), personDn(base, 'none-c')]
      const e = personDn(base, 'none-e')
      const held = ['objectClass', 'cn', 'sn', 'uid', 'carLicense', 'departmentNumber']
      await directory.add(e, person('none-e', { carLicense: ['e@example.com', 'f@example.com'] }), { types: [] })
      await directory.add(a, person('none-a', { departmentNumber: ['old', 'older'] }), { types: [] })
      await directory.add(b, person('none-b'), { types: [] })
      const before = [await directory.read(a, held), await directory.read(e, held)]

      const failed = await directory
        .atomically([
          { kind: 'add', dn: c, attributes: person('none-c') },
          {
            kind: 'change',
            dn: a,
            change: { modifications: [{ operation: 'replace', type: 'departmentNumber', values: ['new'] }] },
          },
          {
            kind: 'change',
            dn: a,
            change: { newRdn: [{ type: namingType(base), value: 'none-d' }], modifications: [] },
          },
          ...(undoesDeletions ? [{ kind: 'delete', dn: e } as const] : []),
          { kind: 'add', dn: b, attributes: person('none-b') },
        ])
        .catch((error: unknown) => error)

      expect(failed).toMatchObject({ name: 'DirectoryError', code: 68, index: undoesDeletions ? 4 : 3 })
      expect(await directory.read(c, [])).toBeUndefined()
      expect([await directory.read(a, held), await directory.read(e, held)]).toEqual(before)
    })

    it('is guarded by the assertion of any write', async () => {
      const { directory, base } = subject()
      const [a, b] = [personDn(base, 'guard-a'), personDn(base, 'guard-b')]
      await directory.add(a, person('guard-a'), { types: [] })

      const failed = await directory
        .atomically([
          { kind: 'add', dn: b, attributes: person('guard-b') },
          { kind: 'delete', dn: a, assertion: equal('sn', 'stale') },
        ])
        .catch((error: unknown) => error)

      expect(failed).toMatchObject({ code: 122, index: 1 })
      expect(await directory.read(b, [])).toBeUndefined()
      expect(await directory.read(a, [])).toBeDefined()
    })
  })
}
