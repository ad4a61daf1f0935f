import { describe, expect, it } from 'vitest'
import { notReadyReason } from '../../src/app/not-ready-reason.ts'
import { openReadiness, type Probed } from '../../src/app/readiness.ts'
import { DirectoryError } from '../../src/directory/directory.ts'
import type { Subschema } from '../../src/directory/subschema.ts'
import { MappingError } from '../../src/mapping/compile/compile.ts'
import type { Observation } from '../../src/observe/observation.ts'

const newSubschema = (): Subschema => ({ attributeType: () => undefined, objectClass: () => undefined })
const misfit = new MappingError('User', [{ path: 'auxiliaryClasses', message: 'no object class scimUser' }])

/** A server that can be away, and whose schema can change. */
const createServer = () => {
  const server = { isAway: false, fits: true, subschema: newSubschema(), opened: 0, closed: 0 }
  const open = (): Probed => {
    server.opened++
    const known = server.subschema
    const answer = <T>(value: T): Promise<T> =>
      server.isAway ? Promise.reject(new DirectoryError('unavailable', 'away')) : Promise.resolve(value)
    return {
      subschema: () => answer(known),
      ping: () => answer(undefined),
      close: () => void server.closed++,
    }
  }
  return { server, open }
}

const openFor = ({ server, open }: ReturnType<typeof createServer>) => {
  const heard: Observation[] = []
  let compilations = 0
  const compile = () => {
    if (!server.fits) throw misfit
    return ++compilations
  }
  return { readiness: openReadiness({ open, compile, observe: (each) => heard.push(each) }), heard }
}

const until = async (isTrue: () => boolean | Promise<boolean>): Promise<void> => {
  const deadline = performance.now() + 8_000
  while (!(await isTrue())) {
    if (performance.now() > deadline) throw new Error('it did not come to pass')
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}

const isReady = (readiness: { check(): Promise<{ readonly ready: boolean }> }) => async () =>
  (await readiness.check()).ready

describe('readiness', () => {
  it('compiles at the first contact and keeps the result while the directory is away', async () => {
    const world = createServer()
    const { readiness } = openFor(world)
    expect(await readiness.check()).toEqual({ ready: true })

    world.server.isAway = true
    await until(async () => !(await readiness.check()).ready)

    expect(readiness.compiled()).toBe(1)
    await readiness.close()
  })

  it('refuses with 503 before the first contact, and becomes ready by itself', async () => {
    const world = createServer()
    world.server.isAway = true
    const { readiness, heard } = openFor(world)
    await readiness.check()
    expect(() => readiness.compiled()).toThrow(expect.objectContaining({ status: 503 }))

    world.server.isAway = false
    await until(() => heard.some(({ kind }) => kind === 'ready'))

    expect(readiness.compiled()).toBe(1)
    expect(heard.map(({ kind }) => kind)).toEqual(['not-ready', 'ready'])
    await readiness.close()
  })

  it('says which part of the mapping does not fit, and sees a schema that is installed later', async () => {
    const world = createServer()
    world.server.fits = false
    const { readiness } = openFor(world)
    expect(await readiness.check()).toEqual({
      ready: false,
      reason: expect.stringContaining('no object class scimUser'),
    })
    expect(() => readiness.compiled()).toThrow(expect.objectContaining({ status: 503 }))

    world.server.fits = true
    await until(isReady(readiness))

    expect(readiness.compiled()).toBe(1)
    expect(world.server.opened).toBe(world.server.closed + 1)
    await readiness.close()
    expect(world.server.opened).toBe(world.server.closed)
  })

  it('shares one look among all who ask at the same time', async () => {
    let pings = 0
    const subschema = newSubschema()
    const open = (): Probed => ({
      subschema: async () => subschema,
      ping: async () => void pings++,
      close: () => {},
    })
    const readiness = openReadiness({ open, compile: () => 1, observe: () => {} })

    await Promise.all(Array.from({ length: 100 }, () => readiness.check()))

    expect(pings).toBe(1)
    await readiness.close()
  })
})

describe('the reason for not being ready', () => {
  it('is short where much does not fit', () => {
    const problems = ['a', 'b', 'c', 'd', 'e'].map((path) => ({ path, message: 'missing' }))

    expect(notReadyReason(new MappingError('User', problems))).toBe(
      'mapping of User does not fit the schema of the directory: a: missing; b: missing; c: missing; and 2 more, see the log',
    )
  })

  const away = (cause: unknown) => new DirectoryError('unavailable', 'cn=secret,dc=example', { cause })

  it.each([
    ['the directory cannot be reached', away(Object.assign(new Error('x'), { code: 'ECONNREFUSED' }))],
    ['the directory cannot be reached', new Error('cn=secret')],
    ['the directory refuses the account of the gateway', away(new DirectoryError(49, 'cn=secret'))],
    [
      'the certificate of the directory is not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)',
      away(Object.assign(new Error('cn=secret'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' })),
    ],
    ['the directory shows no schema to the account of the gateway', new DirectoryError(32, 'cn=secret')],
  ])('is %s, without a DN', (reason, error) => {
    expect(notReadyReason(error)).toBe(reason)
  })
})
