import { describe, expect, it } from 'vitest'
import type { Operations } from '../../src/operations/operations.ts'
import { base, createTestHttp, json, operationsWith, stored, version, writer } from './support.ts'

describe('Prefer, RFC 7240 §4.2', () => {
  const body = JSON.stringify({ schemas: [], userName: 'ada' })
  const answered: Operations['patch'] = async (_scope, _target, _body, { answer }) => ({
    stored,
    isShown: answer !== 'minimal',
  })
  const written = { POST: `${base}/Users`, PUT: `${base}/Users/u-1`, PATCH: `${base}/Users/u-1` }
  const send = (method: keyof typeof written, prefer: string | undefined, patch = answered) =>
    createTestHttp({ operations: () => operationsWith({ patch }) }).app.request(written[method], {
      method,
      headers: { ...writer, ...json, ...(prefer === undefined ? {} : { Prefer: prefer }) },
      body,
    })

  it.each([
    ['POST', 201, 201],
    ['PUT', 200, 204],
  ] as const)(
    '%s shows what is stored (%i) unless the client prefers the minimum (%i)',
    async (method, shown, bare) => {
      const answers = [
        await send(method, undefined),
        await send(method, 'return=representation'),
        await send(method, 'return=minimal'),
      ]

      expect(answers.map(({ status }) => status)).toEqual([shown, shown, bare])
      expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual([
        JSON.stringify(stored.resource),
        JSON.stringify(stored.resource),
        '',
      ])
      for (const { headers } of answers) {
        expect([headers.get('Location'), headers.get('ETag')]).toEqual([stored.location, version])
      }
    },
  )

  it.each(['POST', 'PUT', 'PATCH'] as const)('%s says which preference it followed', async (method) => {
    for (const [prefer, answer] of preferences) {
      const { headers } = await send(method, prefer)

      expect([prefer, headers.get('Preference-Applied')]).toEqual([prefer, answer === null ? null : `return=${answer}`])
    }
  })

  it('does not say so where PATCH shows what it was not to show', async () => {
    const shown = await send('PATCH', 'return=minimal', async () => ({ stored, isShown: true }))

    expect([shown.status, shown.headers.get('Preference-Applied')]).toEqual([200, null])
  })
})

/** What each header asks for: RFC 7240 §2 */
const preferences = [
  [undefined, null],
  ['respond-async', null],
  ['return=nothing', null],
  ['return=nothing, return=minimal', null],
  ['respond-async; return=minimal', null],
  ['foo="a, return=minimal"', null],
  ['foo="a\\", return=minimal"', null],
  ['return', null],
  ['=minimal', null],
  [`${'x,'.repeat(1_000)}return=minimal`, null],
  ['return=minimal', 'minimal'],
  ['foo="a,b"; c, , return = minimal;x=y', 'minimal'],
  ['wait=10,\treturn="minimal", return=representation', 'minimal'],
  ['Return="Representation"; x=1, return=minimal', 'representation'],
] as const
