/**
 * The bare handler that the gateway is measured beside: Hono and ldapts, one directory, the mapping by hand, nothing
 * checked. Started with the facts of the directory in a file; prints the port on which it listens.
 */
import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { AlongControl } from './along-control.ts'
import { openBareLdap } from './bare-ldap.ts'
import { createBareReads, escaped } from './bare-reads.ts'
import { createBareWrites } from './bare-writes.ts'
import type { Facts } from './facts.ts'
import { shownTypes } from './shown-types.ts'

const facts = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Facts
const port = Number(process.argv[3])
const url = `http://127.0.0.1:${port}/scim/v2`
const ldap = await openBareLdap(facts)
const reads = createBareReads(ldap, { suffix: facts.suffix, url })
const writes = createBareWrites(ldap, reads, facts.suffix)

const type = { 'Content-Type': 'application/scim+json' }
const answer = (body: unknown, status = 200) => new Response(JSON.stringify(body), { status, headers: type })
const listOf = (totalResults: number, Resources: readonly unknown[]) =>
  answer({
    schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
    totalResults,
    startIndex: 1,
    itemsPerPage: Resources.length,
    Resources,
  })

/** LDAP filters of the SCIM filters that can be asked. */
const termsOf = (filter: string): string => {
  const name = /^userName eq (".*")$/.exec(filter)?.[1]
  if (name !== undefined) return `(uid=${escaped(JSON.parse(name))})`
  const email = /^emails\[type eq "work" and value eq "(.*)"\]$/.exec(filter)?.[1]
  if (email === undefined) throw new Error(`the bare handler does not know ${filter}`)
  return `(scimEmail=*type=work*)(scimEmail=*value=${escaped(email)}*)`
}

const find = async (filter: string, count: number): Promise<Response> => {
  const part = /^meta\.location co "(.*)"$/.exec(filter)?.[1]
  if (part !== undefined) {
    const ids = (await reads.scanIds()).filter((id) => `${url}/Users/${id}`.includes(part))
    return listOf(ids.length, await reads.usersOf(await reads.byIds(ids.slice(0, count)), true))
  }
  const along = new AlongControl()
  const found = await reads.findUsers(termsOf(filter), shownTypes, along)
  return listOf(found.length, await reads.usersOf(found.slice(0, count), true, along))
}

const app = new Hono().basePath('/scim/v2')
app.get('/Users/:id', async (c) => {
  const along = new AlongControl()
  const found = await reads.findUsers(`(entryUUID=${escaped(c.req.param('id'))})`, shownTypes, along)
  const [user] = await reads.usersOf(found, c.req.query('excludedAttributes') !== 'groups', along)
  return user === undefined ? answer({ status: '404' }, 404) : answer(user)
})
app.get('/Users', async (c) => {
  const { filter, count = '100', attributes } = c.req.query()
  if (filter !== undefined) return find(filter, Number(count))
  const ids = await reads.allIds()
  const entries = await reads.byIds(ids.slice(0, Number(count)))
  if (attributes === undefined) return listOf(ids.length, await reads.usersOf(entries, true))
  return listOf(
    ids.length,
    entries.map(({ entryUUID: id, uid: userName }) => ({ id, userName })),
  )
})
app.post('/Users', async (c) => answer(await writes.create(await c.req.json()), 201))
app.patch('/Users/:id', async (c) => answer(await writes.patchUser(c.req.param('id'), await c.req.json())))
app.get('/Groups/:id', async (c) => {
  const [found] = await reads.findGroups(`(entryUUID=${escaped(c.req.param('id'))})`)
  if (found === undefined) return answer({ status: '404' }, 404)
  return answer(await reads.groupOf(found, c.req.query('excludedAttributes') !== 'members'))
})
app.patch('/Groups/:id', async (c) => {
  await writes.patchGroup(c.req.param('id'), await c.req.json())
  return new Response(null, { status: 204 })
})
app.post('/Bulk', async (c) => answer({ Operations: await writes.bulk(await c.req.json()) }))
app.onError((error) => {
  console.error(error)
  return answer({ status: '500' }, 500)
})

serve({ fetch: app.fetch, port, hostname: '127.0.0.1' }, () => console.log(`listening on ${port}`))
process.on('SIGTERM', () => process.exit(0))
