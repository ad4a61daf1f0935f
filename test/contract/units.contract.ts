/** What every Directory does with several writes that belong together. */
import { describe, expect, it } from 'vitest'
import { textOf } from '../../src/ldap/entry.ts'
import { equal, person, personDn, type Subject } from './subject.ts'

export const describeUnitsOfWork = (subject: () => Subject): void => {
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
            newRdn: [{ type: 'uid', value: 'unit-d' }],
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
      await directory.add(e, person('none-e', { mail: ['e@example.com', 'f@example.com'] }), { types: [] })
      await directory.add(a, person('none-a', { title: ['old', 'older'] }), { types: [] })
      await directory.add(b, person('none-b'), { types: [] })
      const before = [await directory.read(a, ['*']), await directory.read(e, ['*'])]

      const failed = await directory
        .atomically([
          { kind: 'add', dn: c, attributes: person('none-c') },
          {
            kind: 'change',
            dn: a,
            change: { modifications: [{ operation: 'replace', type: 'title', values: ['new'] }] },
          },
          { kind: 'change', dn: a, change: { newRdn: [{ type: 'uid', value: 'none-d' }], modifications: [] } },
          { kind: 'delete', dn: e },
          { kind: 'add', dn: b, attributes: person('none-b') },
        ])
        .catch((error: unknown) => error)

      expect(failed).toMatchObject({ name: 'DirectoryError', code: 68, index: 4 })
      expect(await directory.read(c, [])).toBeUndefined()
      expect([await directory.read(a, ['*']), await directory.read(e, ['*'])]).toEqual(before)
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
