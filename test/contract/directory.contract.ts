/** The contract of the port Directory: what every implementation does with a real or an imitated server behind it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import { childOf, type Dn } from '../../src/ldap/dn.ts'
import { type AttributeValues, type Entry, textOf, textsOf, valuesOf } from '../../src/ldap/entry.ts'
import type { LdapFilter } from '../../src/ldap/filter.ts'

export interface Subject {
  readonly directory: Directory
  /** An entry below which the suite may do what it likes. */
  readonly base: Dn
  /** Called after each test: nothing may be left in use. */
  expectIdle?(): void
  stop(): Promise<void>
}

interface Kind {
  readonly start: () => Promise<Subject>
  /** Whether the server checks an assertion and writes in one step. */
  readonly atomicGuards: boolean
}

export const describeDirectory = (name: string, { start, atomicGuards }: Kind): void => {
  describe(`Directory: ${name}`, () => {
    let subject: Subject
    beforeAll(async () => {
      subject = await start()
    })
    afterEach(() => subject.expectIdle?.())
    afterAll(() => subject?.stop())

    describeReads(() => subject)
    describeWrites(() => subject)
    if (atomicGuards) describeRaces(() => subject)
    describeRenames(() => subject)
    describeUnitsOfWork(() => subject)
  })
}

export const attributes = (given: Readonly<Record<string, readonly (string | Uint8Array)[]>>): AttributeValues =>
  new Map(Object.entries(given))

export const person = (uid: string, more: Readonly<Record<string, readonly (string | Uint8Array)[]>> = {}) =>
  attributes({ objectClass: ['inetOrgPerson'], uid: [uid], cn: [uid], sn: [uid], ...more })

const personDn = (base: Dn, uid: string): Dn => childOf(base, [{ type: 'uid', value: uid }])
const equal = (type: string, value: string): LdapFilter => ({ kind: 'equal', type, value })

const codeOf = async (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'success',
    (error: unknown) => (error instanceof DirectoryError ? error.code : error),
  )

const collect = async (entries: AsyncIterable<Entry>): Promise<readonly Entry[]> => {
  const all: Entry[] = []
  for await (const entry of entries) all.push(entry)
  return all
}

const describeReads = (subject: () => Subject): void => {
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

const describeWrites = (subject: () => Subject): void => {
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
      expect(await codeOf(change('add', 'cn', 'CODES'))).toBe(20)
      expect(await codeOf(change('add', 'noSuchType', 'x'))).toBe(17)
      expect(
        await codeOf(directory.add(personDn(base, 'x'), attributes({ objectClass: ['inetOrgPerson'] }), { types: [] })),
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

const describeRaces = (subject: () => Subject): void => {
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

const describeRenames = (subject: () => Subject): void => {
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
        newRdn: [{ type: 'uid', value }],
        modifications: [{ operation: 'add', type, values: ['x'] }] as const,
      })

      expect(await codeOf(directory.change(dn, to('taken', 'title'), { types: [] }))).toBe(68)
      expect(await codeOf(directory.change(dn, to('free', 'noSuchType'), { types: [] }))).toBe(17)
      expect(
        await codeOf(directory.change(dn, to('free', 'title'), { assertion: equal('sn', 'stale'), types: [] })),
      ).toBe(122)
      const before = await directory.read(dn, ['uid', 'title'])
      expect([...(before?.attributes ?? [])]).toEqual([['uid', ['both']]])

      const after = await directory.change(dn, to('free', 'title'), { types: ['uid', 'title'] })

      expect(after.dn).toBe(personDn(base, 'free'))
      expect(after.attributes).toEqual(attributes({ uid: ['free'], title: ['x'] }))
    })
  })
}

const describeUnitsOfWork = (subject: () => Subject): void => {
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
      await directory.add(a, person('none-a', { title: ['old', 'older'] }), { types: [] })
      await directory.add(b, person('none-b'), { types: [] })
      const before = await directory.read(a, ['*'])

      const failed = await directory
        .atomically([
          { kind: 'add', dn: c, attributes: person('none-c') },
          {
            kind: 'change',
            dn: a,
            change: { modifications: [{ operation: 'replace', type: 'title', values: ['new'] }] },
          },
          { kind: 'change', dn: a, change: { newRdn: [{ type: 'uid', value: 'none-d' }], modifications: [] } },
          { kind: 'add', dn: b, attributes: person('none-b') },
        ])
        .catch((error: unknown) => error)

      expect(failed).toMatchObject({ name: 'DirectoryError', code: 68, index: 3 })
      expect(await directory.read(c, [])).toBeUndefined()
      expect(await directory.read(a, ['*'])).toEqual(before)
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
