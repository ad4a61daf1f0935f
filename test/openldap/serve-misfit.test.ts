/** `scimdap serve` with a mapping that a directory cannot hold: it ends, and says the line and the reason. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { stringify } from 'yaml'
import { scimdap } from '../cli/scimdap.ts'
import { configurationFor } from '../support/gateway.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

let ldap: Openldap
beforeAll(async () => {
  ldap = await startOpenldap()
})
afterAll(() => ldap?.stop())

const file = '/etc/scimdap/scimdap.yaml'
const serve = (rows: string) => {
  const { users, ...rest } = configurationFor(ldap)
  const yaml = `users:\n  base: ${users.base}\n  attributes:\n${rows}\n${stringify(rest)}`
  return scimdap(['serve', '--config', file], { [file]: yaml })
}

describe('scimdap serve', () => {
  it('ends with 1 where rows do not fit the schema of the directory, and names each with its line', async () => {
    const { code, complained } = await serve('    title: titel\n    nickName: jpegPhoto')

    expect(code).toBe(1)
    expect(complained).toContain(
      `${file}:4:5: User: attributes.title: the directory's schema has no attribute type titel`,
    )
    expect(complained).toContain(`${file}:5:5: User: attributes.nickName: jpegPhoto does not hold text`)
  })

  it('ends with 1 where those of one tenant do not, and says whose they are', async () => {
    const { listen, log, users, ...rest } = configurationFor(ldap, { sharedBase: true })
    const misfit = {
      ...rest,
      users: { ...users, attributes: { title: 'titel' } },
      clients: [{ ...rest.clients[3], name: 'x' }],
    }
    const tenants = { acme: { ...rest, users, clients: [rest.clients[0]] }, globex: misfit }
    const { code, complained } = await scimdap(['serve', '--config', file], {
      [file]: stringify({ listen, log, tenants }),
    })

    expect(code).toBe(1)
    expect(complained).toMatch(
      /^The mapping of tenant globex does not fit the schema of the directory:\n.*:\d+:\d+: User: attributes\.title: .*titel\n`scimdap check --tenant globex` says what to do\.\n$/,
    )
  })

  it('runs where they do', async () => {
    expect(await serve('    title: title')).toMatchObject({ code: 0, complained: '' })
  })
})
