/**
 * A first page where slapd's contextCSN stays behind a write that it has answered: it is no newer than the oldest write that is
 * under way, and when that one fails nothing moves it but the next that succeeds. RFC 7644 §3.4.2.4
 */
import type { Client } from 'ldapts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { filtered } from '../support/gateway.ts'
import { openStage, type Stage } from './support.ts'

/** About one of twenty times slapd does it; where its threads take turns otherwise, less often. */
const wanted = 3
const longestMs = 60_000
const failing = 8

let stage: Stage
let others: readonly Client[]
beforeAll(async () => {
  stage = await openStage()
  others = await Promise.all(Array.from({ length: failing }, () => stage.ldap.admin()))
})
afterAll(async () => {
  for (const client of others ?? []) await client.unbind()
  await stage?.end()
})

const contextCsn = async () => {
  const options = { scope: 'base' as const, attributes: ['contextCSN'] }
  return (await stage.admin.client.search('dc=example,dc=com', options)).searchEntries[0]?.contextCSN
}

it.each(['/Users?count=1', filtered('/Users', 'userName sw "un"', '&count=1')])(
  '%s counts who was added beside writes that failed, though contextCSN has not moved',
  async (path) => {
    const total = () => stage.scim.get(path).then(({ body }) => body.totalResults as number)
    let seen = 0
    const until = performance.now() + longestMs
    for (let attempt = 0; seen < wanted && performance.now() < until; attempt++) {
      const uid = `un${path.length}.${attempt}`
      if (attempt === 0) await stage.admin.addPerson(stage.personDn(`${uid}.first`), { uid: `${uid}.first` })
      const before = await total()
      const mark = await contextCsn()

      const deletes = others.map((client, n) =>
        client.del(stage.personDn(`nobody${n}`)).then(
          () => 0,
          ({ code }: { code: number }) => code,
        ),
      )
      await stage.admin.addPerson(stage.personDn(uid), { uid })
      expect(await Promise.all(deletes)).toEqual(Array.from({ length: failing }, () => 32))
      if ((await contextCsn()) === mark) seen++
      expect(await total()).toBe(before + 1)
    }
    expect(seen, 'how often contextCSN stayed behind').toBeGreaterThan(0)
  },
  120_000,
)
