/** scimdap init over accounts of login services: who counts the numbers, and where departments make the places. RFC 2307 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startGateway } from '../support/gateway.ts'
import { checkOf, type ForeignDirectory, initOver, type Suggested, startForeign } from './init-support.ts'

const suffix = 'dc=posix,dc=example'
const departments = ['Sales', 'Research & Development', 'Works']

const containers = (folder: (department: string) => string): string =>
  [
    `dn: ${suffix}\nobjectClass: domain\ndc: posix`,
    `dn: ou=people,${suffix}\nobjectClass: organizationalUnit\nou: people`,
    `dn: ou=groups,${suffix}\nobjectClass: organizationalUnit\nou: groups`,
    ...departments.map(
      (each) => `dn: ou=${folder(each)},ou=people,${suffix}\nobjectClass: organizationalUnit\nou: ${folder(each)}`,
    ),
  ].join('\n\n')

const person = (number: number, folder: (department: string) => string): string => {
  const department = departments[number % departments.length] as string
  const uid = `user${number}`
  return [
    `dn: uid=${uid},ou=${folder(department)},ou=people,${suffix}`,
    ...['inetOrgPerson', 'posixAccount'].map((name) => `objectClass: ${name}`),
    `uid: ${uid}\ncn: Given${number} Family${number}\nsn: Family${number}\ngivenName: Given${number}`,
    `mail: ${uid}@posix.example\ndepartmentNumber: ${department}`,
    `uidNumber: ${5001 + number}\ngidNumber: 500\nhomeDirectory: /srv/home/${uid}\nloginShell: /bin/zsh`,
  ].join('\n')
}

const counting = (next: number) =>
  `dn: cn=next,${suffix}\nobjectClass: device\nobjectClass: extensibleObject\ncn: next\nuidNumber: ${next}\ngidNumber: 20050`

const group = (number: number) =>
  `dn: cn=group${number},ou=groups,${suffix}\nobjectClass: posixGroup\ncn: group${number}\ngidNumber: ${20_001 + number}\nmemberUid: user${number}`

const start = (folder: (department: string) => string, more: readonly string[]): Promise<ForeignDirectory> =>
  startForeign(suffix, {
    load: [
      [
        containers(folder),
        ...Array.from({ length: 45 }, (_, number) => person(number, folder)),
        ...Array.from({ length: 5 }, (_, number) => group(number)),
        ...more,
        '',
      ].join('\n\n'),
    ],
    schemaFiles: [],
  })

describe('accounts with an entry that counts their numbers, in places by department', () => {
  let directory: ForeignDirectory
  let found: Suggested
  beforeAll(async () => {
    directory = await start((department) => department, [counting(5046)])
    found = await initOver(directory)
  })
  afterAll(() => directory?.ldap.stop())

  it('get the preset posix, the range and the counter, and the place from the department', () => {
    expect(found.options.users).toMatchObject({
      preset: 'posix',
      base: `ou=people,${suffix}`,
      createIn:
        'ou={urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department},ou=people,dc=posix,dc=example',
      createAttributes: {
        uidNumber: { next: [5000, 59999], counter: `cn=next,${suffix}` },
        gidNumber: '500',
        homeDirectory: '/srv/home/{userName}',
        loginShell: '/bin/zsh',
      },
    })
    expect(found.options.groups).toMatchObject({
      preset: 'posixGroup',
      createAttributes: { gidNumber: { next: [20000, 59999], counter: `cn=next,${suffix}` } },
    })
    expect(found.text).toContain('# New people go where their departmentNumber says')
  })

  it('is servable as check sees it, and a POST makes an account like the others', async () => {
    expect((await checkOf(found)).code).toBe(0)
    const { users, groups, references, preset } = found.options
    const { ldap, account } = directory
    const scim = await startGateway(ldap, {
      ...{ preset, users, groups, references },
      directory: { urls: [ldap.url], bindDn: account, password: 'sample-password' },
    })
    try {
      const enterprise = 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User'
      const made = await scim.post('/Users', {
        schemas: ['urn:ietf:params:scim:schemas:core:2.0:User', enterprise],
        userName: 'newcomer',
        name: { formatted: 'New Comer', familyName: 'Comer' },
        [enterprise]: { department: 'Research & Development' },
      })

      expect(made.status).toBe(201)
      const admin = await ldap.admin()
      const { searchEntries } = await admin.search(suffix, { filter: '(uid=newcomer)' })
      await admin.unbind()
      expect(searchEntries).toMatchObject([
        {
          dn: `uid=newcomer,ou=Research & Development,ou=people,${suffix}`,
          uidNumber: '5046',
          gidNumber: '500',
          homeDirectory: '/srv/home/newcomer',
          loginShell: '/bin/zsh',
        },
      ])
    } finally {
      await scim.close()
    }
  })
})

describe('accounts whose numbers nobody counts, in places called otherwise than the departments', () => {
  it('are left as people, with the question and what would answer it, and a table of places', async () => {
    const codes = new Map(departments.map((department, at) => [department, `d${at}`]))
    const directory = await start((department) => codes.get(department) ?? '', [])
    try {
      const found = await initOver(directory)

      expect(found.options.users).not.toHaveProperty('preset')
      expect(found.options.users.createIn).toEqual({
        container:
          'ou={urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:department},ou=people,dc=posix,dc=example',
        values: Object.fromEntries(codes),
      })
      const text = found.text.replaceAll(/\s*\n#\s*/g, ' ')
      expect(text).toContain('nothing was seen that counts their numbers')
      expect(text).toContain(`uidNumber: { next: [5000, 59999], counter: "cn=scimdap-numbers,${suffix}" }`)
      expect(text).toContain('groups: new groups need a number')
      expect((await checkOf(found)).code).toBe(0)
    } finally {
      await directory.ldap.stop()
    }
  })
})
