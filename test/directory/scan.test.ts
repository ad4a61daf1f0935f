import { afterEach, describe, expect, it } from 'vitest'
import { eachOf } from '../../src/directory/each-of.ts'
import { openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { answer, bind, entry, type FakeServer, search, startFakeServer } from './fake-server.ts'

let server: FakeServer
afterEach(() => server.stop())

interface Page {
  readonly names: readonly string[]
  readonly code?: number
  /** undefined: the answer has no paging control. */
  readonly cookie?: string
}

/** What a scan gives where the server answers with these pages; it announces paging unless told otherwise. */
const scan = async (pages: readonly Page[], controls = ['1.2.840.113556.1.4.319']): Promise<readonly string[]> => {
  let searches = 0
  server = await startFakeServer(({ id, operation, socket }) => {
    if (operation === bind) socket.write(answer(id, 0x61))
    if (operation !== search) return
    searches += 1
    const rootdse = searches === 1 ? [entry(id, '', { supportedControl: controls })] : undefined
    const { names = [], code = 0, cookie } = pages[searches - 2] ?? {}
    const entries = rootdse ?? names.map((name) => entry(id, name))
    socket.write(Buffer.concat([...entries, answer(id, 0x65, code, cookie)]))
  })
  const directory = openDirectory({ urls: [server.url], bindDn: 'cn=a', password: 'x' })
  const request = { base: '' as Dn, scope: 'sub', filter: { kind: 'and', filters: [] }, types: [] } as const
  try {
    const found: string[] = []
    for await (const { dn } of eachOf(directory.scan(request))) found.push(dn)
    return found
  } finally {
    expect(directory.stats()).toMatchObject({ leased: 0, inFlight: 0, waiting: 0 })
    directory.close()
  }
}

describe('a scan', () => {
  it('goes on after an empty page that has a cookie (RFC 2696 §3)', async () => {
    const pages = [
      { names: ['cn=1'], cookie: 'x' },
      { names: [], cookie: 'x' },
      { names: ['cn=2'], cookie: '' },
    ]

    expect(await scan(pages)).toEqual(['cn=1', 'cn=2'])
  })

  it('is one answer where the server has no paging', async () => {
    expect(await scan([{ names: ['cn=1', 'cn=2'] }], [])).toEqual(['cn=1', 'cn=2'])
  })

  it.each<readonly [string, readonly Page[], number]>([
    ['the server cuts the result', [{ names: ['cn=1'], code: 4, cookie: '' }], 4],
    [
      'a later page fails',
      [
        { names: ['cn=1'], cookie: 'x' },
        { names: ['cn=2'], code: 3 },
      ],
      3,
    ],
    ['the whole is a referral', [{ names: [], code: 10 }], 10],
    ['the server does not say whether there is more', [{ names: ['cn=1'] }], 2],
  ])('fails where %s', async (_, pages, code) => {
    await expect(scan(pages)).rejects.toMatchObject({ code })
  })
})
