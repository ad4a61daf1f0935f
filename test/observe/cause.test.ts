import { describe, expect, it } from 'vitest'
import { factsOf } from '../../src/observe/cause.ts'

const canary = 'cn=Canary,dc=example'

describe('what is told of an error', () => {
  it('is its name and code, not its message', () => {
    const error = Object.assign(new TypeError(canary), { code: 'ECONNREFUSED' })

    expect(factsOf(error)).toEqual({ name: 'TypeError', code: 'ECONNREFUSED' })
  })

  it('is the name of an LDAP result code where somebody knows it', () => {
    const error = Object.assign(new Error(canary), { name: 'DirectoryError', code: 49 })

    const facts = factsOf(error, { nameOfResultCode: (code) => (code === 49 ? 'invalidCredentials' : undefined) })

    expect(facts).toEqual({ name: 'DirectoryError', code: 49, resultCode: 'invalidCredentials' })
  })

  it('reaches through causes, at most four', () => {
    const chain = [1, 2, 3, 4, 5].reduce<Error | undefined>(
      (cause, code) => Object.assign(new Error(canary, { cause }), { code }),
      undefined,
    )

    expect(factsOf(chain)).toEqual({
      name: 'Error',
      code: 5,
      cause: { name: 'Error', code: 4, cause: { name: 'Error', code: 3, cause: { name: 'Error', code: 2 } } },
    })
  })

  it('ends where an error is its own cause', () => {
    const error = new Error(canary)
    error.cause = error

    expect(JSON.stringify(factsOf(error)).match(/cause/g)).toHaveLength(3)
  })

  it.each([canary, 42, null, undefined, { canary }])('is the type alone of what is no error: %j', (thrown) => {
    expect(factsOf(thrown)).toEqual({ name: typeof thrown })
  })

  it('leaves out a name or code that might hold a value', () => {
    const error = Object.assign(new Error(), { name: canary, code: canary })

    expect(factsOf(error)).toEqual({ name: 'Error' })
  })
})

describe('call sites', () => {
  it('are told without the message, even one that looks like call sites', () => {
    const facts = factsOf(new RangeError(`x\n    at ${canary} (file.ts:1:1)\n    at r`), { frames: true })

    expect(facts.frames?.[0]).toContain('cause.test.ts')
    expect(JSON.stringify(facts)).not.toContain('Canary')
  })

  it('are told of an error without a message', () => {
    expect(factsOf(new Error(), { frames: true }).frames?.[0]).toContain('cause.test.ts')
  })

  it('are told of an error that names itself later', () => {
    class Named extends Error {
      override name = 'Named'
    }

    expect(factsOf(new Named('e'), { frames: true }).frames?.[0]).toContain('cause.test.ts')
  })

  it.each(['new', ''])('are left out where the message has changed since to %j', (message) => {
    const error = new Error(`old\n    at ${canary}`)
    expect(error.stack).toContain(canary) // V8 prints the stack when it is first asked for
    error.message = message

    expect(factsOf(error, { frames: true })).toEqual({ name: 'Error' })
  })
})
