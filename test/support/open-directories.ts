/** openDirectories: directories that a test opens as the gateway; after each test no session may be in use any more. */
import { afterEach, expect } from 'vitest'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import type { DirectoryOptions } from '../../src/directory/ldapts/options.ts'
import type { Openldap } from './openldap.ts'

export interface OpenDirectories {
  /** Over the first URL of the server, with the gateway's account, unless the options say otherwise. */
  directoryWith(options?: Partial<DirectoryOptions>): OpenDirectory
  /** Looked after like the others. */
  track(directory: OpenDirectory): OpenDirectory
}

/** To be called once, at the top of a test file. */
export const openDirectories = (server: () => Openldap): OpenDirectories => {
  const open: OpenDirectory[] = []
  const track = (directory: OpenDirectory): OpenDirectory => {
    open.push(directory)
    return directory
  }
  afterEach(() => {
    for (const directory of open.splice(0)) {
      expect(directory.stats()).toMatchObject({ leased: 0, inFlight: 0, waiting: 0 })
      directory.close()
      expect(directory.stats()).toMatchObject({ shared: 0, leased: 0 })
    }
  })
  return {
    track,
    directoryWith: (options = {}) => {
      const { url, gatewayDn: bindDn, gatewayPassword: password } = server()
      return track(openDirectory({ urls: [url], bindDn, password, ...options }))
    },
  }
}

/** LDIF of so many people below ou=people,dc=example,dc=com: u0, u1, ... */
export function* numberedPeople(count: number): Generator<string> {
  for (let n = 0; n < count; n += 1) {
    yield `dn: uid=u${n},ou=people,dc=example,dc=com\nobjectClass: inetOrgPerson\nuid: u${n}\ncn: Name ${n}\nsn: Name\nmail: u${n}@example.com\ndescription: ${'x'.repeat(100)}\n\n`
  }
}
