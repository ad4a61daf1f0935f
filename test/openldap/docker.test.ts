/** docker/: what the compose file tells the gateway fits its options, and the directory that it is put before. */
import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'

const read = (path: string): string => readFileSync(new URL(`../../docker/${path}`, import.meta.url), 'utf8')

/** `${NAME:-default}` as compose reads it, the inner ones first; what is not given has its default. */
const interpolate = (text: string, given: Readonly<Record<string, string>>): string => {
  const filled = text.replaceAll(/\$\{(\w+):-([^${}]*)\}/g, (_, name: string, preset: string) => given[name] ?? preset)
  return filled === text ? text : interpolate(filled, given)
}

const compose = (given: Readonly<Record<string, string>> = {}) => {
  const { services } = parse(interpolate(read('compose.yaml'), given)) as {
    services: Record<'gateway' | 'openldap', { environment: Record<string, string>; ports?: string[] }>
  }
  return services
}

const configOf = ({ gateway }: ReturnType<typeof compose>) =>
  loadConfig({ environment: gateway.environment, readFile: () => 'a-secret-of-the-volume' })

test('the environment of the gateway is a whole configuration', () => {
  const config = configOf(compose())

  expect(config.publicUrl).toBe('http://localhost:8080/scim/v2')
  expect(config.listen).toMatchObject({ host: '0.0.0.0', port: 8080 })
  expect(config.directory).toMatchObject({ urls: ['ldap://openldap:1389'], password: 'a-secret-of-the-volume' })
  expect(config.clients).toHaveLength(1)
})

test('the gateway is published on loopback alone, where its public URL says', () => {
  const services = compose({ PORT: '9000' })

  expect(services.gateway.ports).toEqual(['127.0.0.1:9000:8080'])
  expect(configOf(services).publicUrl).toBe('http://localhost:9000/scim/v2')
})

test('the entries that the gateway is told of are those that the directory begins with', () => {
  const suffix = 'o=Big Corp'
  const services = compose({ LDAP_SUFFIX: suffix })
  const { directory, resources, references } = configOf(services)

  const entries = read('openldap/tree.ldif').replaceAll('dc=example,dc=com', suffix)
  expect(services.openldap.environment).toMatchObject({ LDAP_SUFFIX: suffix })
  expect(references.base).toBe(suffix)
  for (const dn of [directory.bindDn, ...resources.map(({ declaration }) => declaration.base)]) {
    expect(entries).toMatch(new RegExp(`^dn: ${dn}$`, 'm'))
  }
})
