import { describe, expect, it } from 'vitest'
import { base, createTestHttp, json, stored, version, writer } from './support.ts'

describe('Prefer, RFC 7240 §4.2', () => {
  const body = JSON.stringify({ schemas: [], userName: 'ada' })
  const written = { POST: `${base}/Users`, PUT: `${base}/Users/u-1`, PATCH: `${base}/Users/u-1` }
  const send = (method: keyof typeof written, prefer: string | undefined) =>
    createTestHttp().app.request(written[method], {
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

  it.each(['POST', 'PUT', 'PATCH'] as const)(
    '%s says which preference it followed, and follows no other',
    async (method) => {
      const applied = async (prefer?: string) => (await send(method, prefer)).headers.get('Preference-Applied')

      expect(await applied()).toBeNull()
      expect(await applied('respond-async')).toBeNull()
      expect(await applied('return=nothing')).toBeNull()
      expect(await applied('return=minimal')).toBe('return=minimal')
      expect(await applied('Return="Representation"; x=1, return=minimal')).toBe('return=representation')
    },
  )
})
