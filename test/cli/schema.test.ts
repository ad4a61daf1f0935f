import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { shippedFile } from '../../src/demo/ldif.ts'
import { scimdap } from './scimdap.ts'

const file = (name: string) => readFileSync(shippedFile(name), 'utf8')

describe('scimdap schema', () => {
  it('prints the files of ldap-schema/', async () => {
    expect(await scimdap(['schema', 'print'])).toEqual({ code: 0, printed: file('scimdap.ldif'), complained: '' })
    expect((await scimdap(['schema', 'print', '--format', 'schema'])).printed).toBe(file('scimdap.schema'))
  })

  it.each([
    [['print', '--format', 'xml'], '--format: expected ldif or schema'],
    [['install', '--bind-dn', 'cn=admin'], '--bind-dn: is only useful together with --password-file'],
    [
      ['install', '--bind-dn', 'cn=admin', '--password-file', '/secret'],
      '--password-file: names a file that cannot be read',
    ],
    [
      ['status', '--url', 'ldap://ldap.example.com', '--bind-dn', 'cn=admin', '--password-file', '/password'],
      'cross the network in clear',
    ],
  ])('ends with 2 on %j', async (words, complaint) => {
    const { code, complained, printed } = await scimdap(['schema', ...words], { '/password': 'a-secret-word\n' })

    expect([code, printed]).toEqual([2, ''])
    expect(complained).toContain(complaint)
    expect(complained).not.toContain('a-secret-word')
  })

  it('ends with 1 where the directory cannot be reached', async () => {
    const { code, complained } = await scimdap(['schema', 'status', '--url', 'ldapi://%2Fnowhere%2Fldapi'])

    expect(code).toBe(1)
    expect(complained).toMatch(/cannot be reached: connect ENOENT/)
  })
})

describe('scimdap explain', () => {
  const config = JSON.stringify({
    directory: { urls: ['ldap://127.0.0.1:1'], bindDn: 'cn=a', password: 'b' },
    users: { base: 'ou=people' },
    clients: [{ name: 'idp', tokens: ['sha256:47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU'] }],
  })
  const explain = (line: string) => scimdap(['explain', line, '-c', '/c.yaml'], { '/c.yaml': config })

  it.each([
    [
      'GET /Users?filter=userName sw "b" and (title xx "a")',
      'The gateway answers 400 invalidFilter: Unsupported operator "xx" at character 28 of the filter\n' +
        '  userName sw "b" and (title xx "a")\n' +
        '                             ^\n',
    ],
    ['GET /Users?filter=colour%20pr', 'The gateway answers 400 invalidFilter: "colour" is no attribute of User\n'],
    ['GET /Users?count=many', 'The gateway answers 400 invalidValue: count is not an integer\n'],
    ['GET /Groups', '"/Groups" is no list and no resource; there are /Users\n'],
  ])('says without a directory what is wrong with %s', async (line, complained) => {
    expect(await explain(line)).toEqual({ code: 2, printed: '', complained })
  })

  it('ends with 1 where the directory cannot be reached', async () => {
    const { code, complained } = await explain('GET /Users')

    expect(code).toBe(1)
    expect(complained).toMatch(/^The directory does not answer: .*ECONNREFUSED/)
  })
})
