/** How the doctor behaves as a client, whatever the server does. RFC 6585 §4, RFC 7644 §3.12 */
import { afterEach, describe, expect, it } from 'vitest'
import type { Conversation, Step } from '../../src/doctor/conversation.ts'
import { type PlayOptions, play, type Report } from '../../src/doctor/play.ts'
import { changed, created, echo, get, gone, is, list, ok, post, put, remove, user } from '../../src/doctor/steps.ts'
import { keep, type SmallServer, startSmallServer, type Whim } from './small-server.ts'

const secret = 'a-very-secret-token'
const ada = { userName: 'ada.{run}', password: 'hidden-{run}', active: true }
const create: Step = { name: 'create', request: post('/Users', ada), answer: created(), captures: { 'user.id': 'id' } }

let server: SmallServer
afterEach(() => server.close())

const played = async (steps: readonly Step[], whim?: Whim, more: Partial<PlayOptions> = {}): Promise<Report> => {
  server = await startSmallServer(whim)
  const conversation: Conversation = {
    name: 'test',
    provider: 'test',
    title: 'Test',
    headers: { 'User-Agent': 'Test 1' },
    steps,
  }
  return play(conversation, {
    ...{
      url: `${server.url}/`,
      token: secret,
      run: 'run1',
      nobody: '00000000-0000-4000-8000-000000000000',
      members: 2,
    },
    ...{ timeout: 2000, signal: new AbortController().signal },
    ...more,
  })
}
const verdicts = (report: Report) =>
  report.steps.filter(({ step }) => !step.startsWith('prepare:')).map(({ step, verdict }) => [step, verdict])
const last = (report: Report) => report.steps.at(-1)
const paths = (method: string) => server.seen.filter((seen) => seen.method === method).map(({ path }) => path)

describe('a conversation', () => {
  it('is prepared, played in order with what was captured, and cleared away, groups first', async () => {
    const report = await played([
      create,
      {
        name: 'read',
        request: get('/Users/{user.id}'),
        answer: ok(is('userName', 'ada.run1')),
        captures: { body: '' },
      },
      {
        name: 'put',
        request: put('/Users/{user.id}', echo('body', { active: false })),
        answer: changed(),
        seen: user(is('active', false)),
      },
    ])

    expect(verdicts(report)).toEqual([
      ['create', 'works'],
      ['read', 'works'],
      ['put', 'works'],
    ])
    expect([report.leftBehind, server.stored.size, report.interrupted]).toEqual([[], 0, false])
    expect(paths('DELETE')).toEqual(['/Groups/4', '/Users/5', '/Users/3', '/Users/2', '/Users/1'])
    expect(server.seen.every(({ headers }) => headers['user-agent'] === 'Test 1')).toBe(true)
    expect(server.seen.every(({ headers }) => headers.authorization === `Bearer ${secret}`)).toBe(true)
  })

  it('fails where the answer is right and what is stored is not', async () => {
    const report = await played([
      create,
      { name: 'put', request: put('/Users/{user.id}', ada), answer: changed(), seen: user(is('active', false)) },
    ])

    expect(last(report)).toMatchObject({ verdict: 'failed', exchange: { status: 200, looked: { status: 200 } } })
    expect(last(report)?.why).toBe('answered 200, but a look at /Users/5 afterwards: active is true; false is needed')
  })

  it('does not play what needs an answer that did not come', async () => {
    const report = await played(
      [
        create,
        { name: 'delete', request: remove('/Users/{user.id}'), answer: gone },
        { name: 'list', request: get('/Users'), answer: list },
      ],
      ({ body }) => ((body as { userName?: string })?.userName === 'ada.run1' ? 400 : undefined),
    )

    expect(verdicts(report)).toEqual([
      ['create', 'failed'],
      ['delete', 'not reached'],
      ['list', 'works'],
    ])
    expect(last({ ...report, steps: report.steps.slice(0, -1) })?.why).toBe('nothing is known as user.id')
  })

  it.each([
    [400, 'refused'],
    [404, 'refused'],
    [501, 'refused'],
    [401, 'failed'],
    [500, 'failed'],
  ] as const)('takes %i for an optional step as %s', async (status, verdict) => {
    const report = await played(
      [{ name: 'schemas', request: get('/Schemas'), answer: ok(), optional: 'an offer' }],
      ({ path }) => (path === '/Schemas' ? status : undefined),
    )

    expect(last(report)?.verdict).toBe(verdict)
  })

  it('falls back, and leaves out, as the provider does', async () => {
    const report = await played(
      [
        create,
        {
          ...{ name: 'delete', request: remove('/Users/{user.id}'), answer: gone },
          otherwise: { on: [405], request: put('/Users/{user.id}', ada), answer: ok() },
        },
        { name: 'configuration', request: get('/Groups'), answer: ok(), captures: { patch: 'totalResults' } },
        { name: 'by PUT', request: get('/Users'), answer: ok(), onlyIf: { variable: 'unknown', is: false } },
        { name: 'by PATCH', request: get('/Users'), answer: ok(), onlyIf: { variable: 'unknown', is: true } },
      ],
      ({ method, path }) => (method === 'DELETE' && path === '/Users/5' ? 405 : undefined),
    )

    expect(verdicts(report)).toEqual([
      ['create', 'works'],
      ['delete', 'works'],
      ['configuration', 'works'],
      ['by PUT', 'left out'],
      ['by PATCH', 'works'],
    ])
  })

  it('reads lists page by page, and sees who comes twice', async () => {
    const pages: Step = {
      name: 'pages',
      request: get('/Users?startIndex={startIndex}&count=2'),
      answer: list,
      pages: { most: 9 },
    }
    expect(verdicts(await played([pages]))).toEqual([['pages', 'works']])
    expect(paths('GET')).toEqual(['/Users?startIndex=1&count=2', '/Users?startIndex=3&count=2'])
    await server.close()

    const same = {
      schemas: ['urn:ietf:params:scim:api:messages:2.0:ListResponse'],
      totalResults: 4,
      Resources: [{ id: 'a' }, { id: 'b' }],
    }
    const report = await played([pages], ({ method }, answer) => {
      if (method !== 'GET') return undefined
      answer.end(JSON.stringify(same))
      return 'done'
    })
    expect(last(report)).toMatchObject({ verdict: 'failed', why: 'a is on two pages' })
  })
})

describe('a server that is busy', () => {
  const busy = (times: number, status: number, retryAfter?: string): Whim => {
    let left = times
    return ({ method, path }, answer) => {
      if (method !== 'GET' || path !== '/Users' || left-- <= 0) return undefined
      answer.writeHead(status, retryAfter === undefined ? {} : { 'Retry-After': retryAfter })
      answer.end()
      return 'done'
    }
  }
  const look: Step = { name: 'look', request: get('/Users'), answer: list }
  const tries = (report: Report) => last(report)?.exchange?.attempts.map(({ status, waited }) => [status, waited])

  it.each([429, 503])('is asked again after %i, when Retry-After says', async (status) => {
    const report = await played([look], busy(2, status, '1'))

    expect(last(report)?.verdict).toBe('works')
    expect(tries(report)).toEqual([
      [status, 1],
      [status, 1],
      [200, undefined],
    ])
  })

  it('may say it by a date, or not at all', async () => {
    expect(tries(await played([look], busy(1, 503, new Date(0).toUTCString())))).toEqual([
      [503, 0],
      [200, undefined],
    ])
    await server.close()
    expect(tries(await played([look], busy(1, 429)))).toEqual([
      [429, 1],
      [200, undefined],
    ])
  })

  it('is given up after the fourth time', async () => {
    const report = await played([look], busy(9, 429, '0'))

    expect(last(report)?.verdict).toBe('failed')
    expect(tries(report)).toHaveLength(4)
  })

  it('is not waited for longer than the time-out', async () => {
    const report = await played([look], ({ method }) => (method === 'GET' ? 'done' : undefined), { timeout: 200 })

    expect(last(report)).toMatchObject({ verdict: 'failed', why: 'no answer within 0.2 s' })
  })
})

describe('what was made', () => {
  it('is cleared away after an interruption, and nothing more is begun', async () => {
    const stop = new AbortController()
    const report = await played(
      [
        create,
        { name: 'wait', request: get('/Users/{user.id}'), answer: ok() },
        { name: 'never', request: get('/Groups'), answer: ok() },
      ],
      ({ path }) => {
        if (path !== '/Users/5' || stop.signal.aborted) return undefined
        stop.abort()
        return 'done'
      },
      { signal: stop.signal },
    )

    expect([report.interrupted, report.leftBehind, server.stored.size]).toEqual([true, [], 0])
    expect(paths('GET')).toEqual(['/Users/5'])
  })

  it('is found by its name, where the answer was lost', async () => {
    const report = await played([create], (seen, answer) => {
      if (seen.method !== 'POST' || (seen.body as { userName?: string }).userName !== 'ada.run1') return undefined
      keep(server.stored, seen)
      answer.destroy()
      return 'done'
    })

    expect(last(report)?.verdict).toBe('failed')
    expect([report.leftBehind, server.stored.size]).toEqual([[], 0])
    expect(paths('GET')).toEqual(['/Users?filter=userName%20eq%20%22ada.run1%22'])
  })

  it('is told of where the server does not delete it', async () => {
    const report = await played([create], ({ method }) => (method === 'DELETE' ? 405 : undefined))

    expect(report.leftBehind.map(({ what }) => what)).toEqual([
      '/Groups/4',
      '/Users/5',
      '/Users/3',
      '/Users/2',
      '/Users/1',
    ])
    expect(report.leftBehind[0]?.why).toBe('DELETE was answered 405')
  })
})

describe('secrets', () => {
  it('are in no report, though the server repeats them', async () => {
    const report = await played([{ ...create, answer: ok() }], ({ body, headers }, answer) => {
      if ((body as { userName?: string })?.userName !== 'ada.run1') return undefined
      answer
        .writeHead(400)
        .end(JSON.stringify({ detail: `hidden-run1 by ${headers.authorization}`, password: 'hidden-run1' }))
      return 'done'
    })

    expect(last(report)?.verdict).toBe('failed')
    expect(JSON.stringify(report)).not.toMatch(/hidden-run1|a-very-secret-token/)
    expect(last(report)?.exchange).toMatchObject({
      requestBody: { password: '***' },
      body: { detail: '*** by Bearer ***' },
    })
  })

  it('are not carried to where a redirect leads', async () => {
    const report = await played([{ name: 'look', request: get('/Users'), answer: list }], ({ path }, answer) => {
      if (path !== '/Users') return undefined
      answer.writeHead(302, { Location: '/scim/elsewhere' }).end()
      return 'done'
    })

    expect(last(report)).toMatchObject({ verdict: 'failed', exchange: { status: 302 } })
    expect(paths('GET')).toEqual(['/Users'])
  })
})
