import { describe, expect, it } from 'vitest'
import { loadGateway } from '../../src/config/load-gateway.ts'
import { load, minimal, problemsOf } from './support.ts'

const shared = `${minimal}listen: { reusePort: true }\n`
const key = "cursors: { key: 'a key of at least thirty-two bytes' }\n"

describe('loadConfig: processes that share a port', () => {
  it('are none unless it is said', () => {
    expect(load().listen.reusePort).toBe(false)
    expect(load({ text: shared + key }).listen.reusePort).toBe(true)
    expect(load({ text: minimal + key, environment: { SCIMDAP_LISTEN_REUSE_PORT: 'true' } }).listen.reusePort).toBe(
      true,
    )
  })

  it('need a key of cursors that all of them have, and it may be in a file', () => {
    const files = { '/etc/scimdap/cursor-key': 'a key of at least thirty-two bytes\n' }

    expect(problemsOf({ text: shared })).toEqual([
      expect.stringContaining('cursors.key: is needed, or cursors.keyFile'),
    ])
    expect(load({ text: `${shared}cursors: { keyFile: cursor-key }\n`, files }).listen.reusePort).toBe(true)
  })

  it('need a key that signs tokens, where they give out any', () => {
    const text = `${shared}${key}oauth: { enabled: true }\n`

    expect(problemsOf({ text })).toEqual([expect.stringContaining('oauth.signingKeyFile: is needed')])
    expect(load({ text: text.replace('reusePort: true', 'reusePort: false') }).listen.reusePort).toBe(false)
  })

  it('have a port that is named', () => {
    const text = `${minimal}${key}listen: { reusePort: true, port: 0 }\n`

    expect(problemsOf({ text })).toEqual([expect.stringContaining('listen.port: is a free one for each process')])
  })

  it('may have nothing but tenants, each of which needs the key', () => {
    const problems = (more: string): readonly string[] => {
      try {
        loadGateway({
          file: '/etc/scimdap/scimdap.yaml',
          text: 'listen: { reusePort: true }\ntenants: { acme: acme.yaml }\n',
          environment: {},
          readFile: () => minimal + more,
        })
        return []
      } catch (error) {
        return (error as { readonly problems: readonly { readonly message: string }[] }).problems.map(
          ({ message }) => message,
        )
      }
    }

    expect(problems(key)).toEqual([])
    expect(problems('')).toEqual([expect.stringContaining('tenant acme: cursors.key: is needed')])
  })
})
