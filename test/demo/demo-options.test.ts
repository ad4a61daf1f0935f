import { describe, expect, it } from 'vitest'
import { readDemoOptions } from '../../src/demo/demo-options.ts'

describe('the environment of the demo', () => {
  it('may be empty', () => {
    expect(readDemoOptions({ PORT: '' })).toMatchObject({ port: 8080, ldapPort: undefined, people: 200 })
  })

  it('makes another token and password each time', () => {
    const [first, second] = [readDemoOptions({}), readDemoOptions({})]

    expect(first.token).not.toBe(second.token)
    expect(first.adminPassword).not.toBe(second.adminPassword)
  })

  it('is followed', () => {
    const environment = {
      PORT: '1234',
      LDAP_PORT: '389',
      TOKEN: 'abc~',
      LDAP_ADMIN_PASSWORD: 'p',
      LDAPI: '/x',
      PEOPLE: '7',
    }

    expect(readDemoOptions({ ...environment, GATEWAY_CONFIG: 'a.yaml' })).toMatchObject({
      ...{ port: 1234, ldapPort: 389, token: 'abc~', adminPassword: 'p', ldapi: '/x', people: 7 },
      gatewayConfig: 'a.yaml',
    })
  })

  it.each([
    ['PORT', '70000'],
    ['PORT', '-1'],
    ['LDAP_PORT', '0'],
    ['PEOPLE', '0'],
    ['PEOPLE', '1e3'],
    ['PEOPLE', '1000001'],
    ['TOKEN', 'with blank'],
  ])('is refused by the name of the variable where %s is %j', (name, value) => {
    expect(() => readDemoOptions({ [name]: value })).toThrow(name)
  })
})
