/** slapd is killed under load, ten times; every answer is held against the history of acknowledged writes. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, filtered, userBody } from '../support/gateway.ts'
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'
import { isAway, isCertain, listed, nobody, type Person, read, type State, wrote } from './crash-history.ts'

const crashes = 10
const workers = 16
const bystanders = 50
const longestRequestMs = 10_000
const backMs = 2_000
/** Shorter and longer than a request waits for a directory that is away. */
const downMs = [0, 700, 1_500]

describe('a directory that is killed under load', () => {
  let ldap: Openldap
  let scim: GatewayProcess
  beforeAll(async () => {
    ldap = await startOpenldap({ sync: true })
    scim = await startGatewayProcess(ldap)
    for (let n = 0; n < bystanders; n++) await scim.post('/Users', userBody(`bystander ${n}`))
  })
  afterAll(async () => {
    await scim.stop()
    await ldap.stop()
  })

  const seen = { requests: 0, unavailable: 0, longestMs: 0 }
  const ask = async (method: string, path: string, options: Parameters<GatewayProcess['request']>[2] = {}) => {
    const started = performance.now()
    const answer = await scim.request(method, path, options)
    seen.requests++
    if (answer.status === 503) seen.unavailable++
    seen.longestMs = Math.max(seen.longestMs, performance.now() - started)
    return answer
  }

  const write = (person: Person, state: State): Promise<Answer> => {
    const body = state === undefined ? undefined : userBody(person.userName, { title: state })
    if (person.possible[0] === undefined) return ask('POST', '/Users', { body })
    const headers = { 'If-Match': person.etag }
    return ask(state === undefined ? 'DELETE' : 'PUT', `/Users/${person.id}`, { headers, ...(body && { body }) })
  }
  const expected = (before: State, after: State): number =>
    before === undefined ? 201 : after === undefined ? 204 : 200
  const look = async (person: Person, byId: boolean): Promise<void> => {
    if (byId && person.id !== undefined) read(person, await ask('GET', `/Users/${person.id}`))
    else listed(person, await ask('GET', filtered('/Users', `userName eq "${person.userName}"`)))
  }
  const countBystanders = async (): Promise<void> => {
    const answer = await ask('GET', filtered('/Users', 'userName sw "bystander"', '&count=5'))
    if (!isAway(answer)) expect(answer.body).toMatchObject({ totalResults: bystanders, itemsPerPage: 5 })
  }

  /** Mixed work on people of its own: whatever is uncertain is looked at before it is written again. */
  const work = async (worker: number, people: Person[], isOver: () => boolean): Promise<void> => {
    const deleted: Person[] = []
    for (let step = 0; !isOver(); step++) {
      const person = people[step % people.length] as Person
      const gone = deleted[(step * 7) % Math.max(1, deleted.length)]
      if (!isCertain(person)) await look(person, step % 2 === 0)
      else if (step % 13 === 5 && gone !== undefined) await look(gone, true)
      else if (step % 11 === 3) await countBystanders()
      else if (step % 3 === 1) await look(person, step % 2 === 0)
      else {
        const before = person.possible[0]
        const after = before !== undefined && step % 7 === 0 ? undefined : `${worker}.${step}`
        wrote(person, await write(person, after), { status: expected(before, after), state: after })
        if (person.possible.length === 1 && after === undefined)
          people[step % people.length] = nobody(`${worker}, ${step}`)
      }
    }
  }
  const serviceIsBack = async (): Promise<number> => {
    const started = performance.now()
    while ((await ask('GET', filtered('/Users', 'userName eq "bystander 0"'))).status !== 200) await sleep(10)
    return performance.now() - started
  }

  it(`answers what is true or 503, and is back at once, ${crashes} times`, async () => {
    let isOver = false
    const people = Array.from({ length: workers }, (_, worker) =>
      Array.from({ length: 5 }, (_, n) => nobody(`${worker} - ${n}`)),
    )
    const running = Promise.all(people.map((own, worker) => work(worker, own, () => isOver)))
    const back: number[] = []
    const crash = async () => {
      for (let n = 0; n < crashes && !isOver; n++) {
        await sleep(300 + 70 * n)
        await ldap.kill()
        await sleep(downMs[n % downMs.length] as number)
        await ldap.start()
        back.push(await serviceIsBack())
      }
      await sleep(300)
      isOver = true
    }
    // A worker that finds a wrong answer ends the test, not the crashes.
    await Promise.race([Promise.all([crash(), running]), running]).finally(() => {
      isOver = true
    })

    const all = people.flat()
    for (const person of all) await look(person, true)
    expect(all.filter((person) => !isCertain(person))).toEqual([])
    expect(await storedTitles()).toEqual(
      new Map(all.flatMap(({ userName, possible: [state] }) => (state === undefined ? [] : [[userName, state]]))),
    )
    console.log(
      `${seen.requests} requests, ${seen.unavailable} of them 503, the longest ${Math.round(seen.longestMs)} ms; back after ${back.map(Math.round).join(', ')} ms`,
    )
    expect(seen.unavailable).toBeGreaterThan(0)
    expect(seen.longestMs).toBeLessThan(longestRequestMs)
    expect(Math.max(...back)).toBeLessThan(backMs)
  }, 180_000)

  /** What rootdn sees. */
  const storedTitles = async () => {
    const admin = await ldap.admin()
    const { searchEntries } = await admin.search(`ou=people,${ldap.suffix}`, { filter: '(title=*)' })
    await admin.unbind()
    return new Map(searchEntries.map(({ uid, title }) => [uid, title]))
  }
})
