/** What Active Directory has otherwise, where Samba does not: lists in parts, its own result codes, types without rules. [MS-ADTS] */
import { connect } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { DirectoryError } from '../../src/directory/directory.ts'
import { asUsual } from '../../src/directory/ldapts/active-directory-refusals.ts'
import { Connection } from '../../src/directory/ldapts/connection.ts'
import { withRulesOfActiveDirectory } from '../../src/directory/ldapts/implied-rules.ts'
import { withWholeLists } from '../../src/directory/ldapts/ranges.ts'
import { Session } from '../../src/directory/ldapts/session.ts'
import { namesOf } from '../../src/directory/names/names.ts'
import { filterToServer, typesToServer } from '../../src/directory/names/to-server.ts'
import { parseSubschema } from '../../src/directory/subschema.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { equal, greaterOrEqual, lessOrEqual, printFilter } from '../../src/ldap/filter.ts'
import { answer, entry, type FakeServer, startFakeServer } from './fake-server.ts'

let server: FakeServer | undefined
afterEach(() => server?.stop())

const all = Array.from({ length: 7 }, (_, at) => `cn=m${at}`)
const most = 3

/** Gives three values at a time; `usnOf` says what the entry's uSNChanged is at the n-th request. */
const session = async (usnOf: (request: number) => number, members = () => all): Promise<Session> => {
  let requests = 0
  server = await startFakeServer(({ id, socket, message }) => {
    const from = Number(/member;range=(\d+)-\*/.exec(message.toString('latin1'))?.[1])
    const part = members().slice(from, from + most)
    const isLast = from + most >= members().length
    const key = `member;range=${from}-${isLast ? '*' : from + most - 1}`
    const usn = String(usnOf(requests++))
    socket.write(Buffer.concat([entry(id, 'cn=g', { [key]: [...part], uSNChanged: [usn] }), answer(id, 0x65)]))
  })
  return new Session(server.url, new Connection(connect(Number(new URL(server.url).port), '127.0.0.1')))
}
const part = {
  dn: 'cn=g' as Dn,
  attributes: new Map([
    ['cn', ['g']],
    ['member;range=0-2', all.slice(0, most)],
  ]),
}
const soon = () => performance.now() + 5_000

describe('a list that comes in parts, §3.1.1.3.1.3.3', () => {
  it('is put together under its own name, beside what else was asked for', async () => {
    const [whole] = await withWholeLists(await session(() => 1), [part], soon())

    expect([...(whole?.attributes ?? [])]).toEqual([
      ['cn', ['g']],
      ['member', all],
    ])
  })

  it('is read again where the entry changed meanwhile: a value that moved up would be missed', async () => {
    let isGone = false
    const opened = await session(
      (request) => {
        if (request === 1) isGone = true
        return request === 0 ? 1 : 2
      },
      () => (isGone ? all.slice(1) : all),
    )
    const [whole] = await withWholeLists(opened, [part], soon())

    expect(whole?.attributes.get('member')).toEqual(all.slice(1))
  })

  it('that is none leaves entries as they are, without a question', async () => {
    const entries = [{ dn: 'cn=g' as Dn, attributes: new Map([['member', all]]) }]

    expect(await withWholeLists(undefined as unknown as Session, entries, soon())).toBe(entries)
  })
})

describe('refusals', () => {
  const refusal = (code: number, diagnostic?: string) =>
    new DirectoryError(code, `LDAP result ${code}`, diagnostic === undefined ? {} : { diagnostic })

  it.each([
    [68, '00000562: UpdErr: DSID-031A11E2, problem 6005 (ENTRY_EXISTS), data 0', 20],
    [53, '00000561: SvcErr: DSID-031A1236, problem 5003 (WILL_NOT_PERFORM), data 0', 16],
    [68, 'Attribute member already exists for target GUID 6f57', 20],
    [53, "Attribute member doesn't exist for target GUID 865e", 16],
    [53, 'Attribute member already deleted for target GUID 865e', 16],
    [68, "00002071: samldb: samAccountName 'a' already in use!", 68],
    [53, '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0', 53],
    [53, undefined, 53],
  ])('%i %j is %i', (code, diagnostic, expected) => {
    expect(asUsual(refusal(code, diagnostic))).toMatchObject({ code: expected })
  })
})

describe('names, §3.1.1.4.5', () => {
  const names = namesOf({ id: 'objectGUID' })
  const shown = (filter: Parameters<typeof filterToServer>[0]) => printFilter(filterToServer(filter, names))

  it('of times are those that are stored, in whole seconds', () => {
    expect(shown(greaterOrEqual('createTimestamp', '20261122082121Z'))).toBe('(whenCreated>=20261122082121.0Z)')
    expect(shown(greaterOrEqual('modifyTimestamp', '20261122082121.5Z'))).toBe(
      '(&(whenChanged>=20261122082121.0Z)(!(whenChanged=20261122082121.0Z)))',
    )
    expect(shown(lessOrEqual('modifyTimestamp', '20261122082121.5Z'))).toBe('(whenChanged<=20261122082121.0Z)')
    expect(typesToServer(['cn', 'entryUUID', 'createTimestamp', 'modifyTimestamp'], names)).toEqual([
      ...['cn', 'objectGUID', 'whenCreated', 'whenChanged'],
    ])
  })

  it('of entries are their distinguishedName', () => {
    expect(shown(equal('entryDN', 'cn=a,dc=b'))).toBe('(distinguishedName=cn=a,dc=b)')
  })
})

describe('a schema without rules, §3.1.1.2.2.4', () => {
  const subschema = withRulesOfActiveDirectory(
    parseSubschema(
      [
        "( 2.5.4.3 NAME 'cn' SYNTAX '1.3.6.1.4.1.1466.115.121.1.15' SINGLE-VALUE )",
        "( 2.5.4.31 NAME 'member' SYNTAX '1.3.6.1.4.1.1466.115.121.1.12' )",
        "( 1.2.840.113556.1.4.8 NAME 'userAccountControl' SYNTAX '1.3.6.1.4.1.1466.115.121.1.27' SINGLE-VALUE )",
        "( 1.2.840.113556.1.4.906 NAME 'lockoutTime' SYNTAX '1.2.840.113556.1.4.906' SINGLE-VALUE )",
      ],
      [],
    ),
  )

  it('is compared as the syntaxes have it, texts more loosely than any rule says', () => {
    expect(subschema.attributeType('cn')).toMatchObject({
      ...{ equality: 'caseIgnoreMatch', substring: 'caseIgnoreSubstringsMatch', isLoose: true },
    })
    expect(subschema.attributeType('member')?.equality).toBe('distinguishedNameMatch')
    expect(subschema.attributeType('userAccountControl')?.equality).toBe('integerMatch')
    expect(subschema.attributeType('lockoutTime')).not.toHaveProperty('isLoose')
  })
})
