/** What a password policy refuses is told in words: 400 invalidValue, and nothing of it is stored or shown. RFC 7644 §3.12 */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { filtered, userBody } from '../support/gateway.ts'
import { bindCode, expectError, openStage, type Stage } from './support.ts'

const rows = { attributes: { password: { password: 'userPassword', by: 'value' } } }
const [first, second, third] = ['first password', 'second password', 'third password'] as const

describe.each(['operation', 'value'] as const)('a refused password, set by %s', (by) => {
  let stage: Stage
  let number = 0
  let changed: readonly string[] = []

  beforeAll(async () => {
    stage = await openStage({ hashCleartext: by === 'value' }, (suffix) => ({
      users: { base: `ou=people,${suffix}`, ...(by === 'value' ? rows : {}) },
    }))
    // Only what is set under it gets into the history.
    await stage.admin.replace(policyDn(), 'pwdInHistory', '3')
  })
  afterAll(() => stage?.end())
  afterEach(async () => {
    for (const type of changed) await stage.admin.replace(policyDn(), type)
    changed = []
  })

  const policyDn = () => `cn=default,ou=policies,${stage.ldap.suffix}`
  const dnOf = (userName: string) => `uid=${userName},${stage.people}`
  const policy = async (rules: Readonly<Record<string, string>>) => {
    for (const [type, value] of Object.entries(rules)) await stage.admin.replace(policyDn(), type, value)
    changed = Object.keys(rules)
  }
  const create = async () => {
    const { body } = await stage.scim.post('/Users', userBody(`${by}${number++}`, { password: first }))
    return body as { readonly id: string; readonly userName: string }
  }
  const put = ({ id, userName }: { id: string; userName: string }, password: string) =>
    stage.scim.put(`/Users/${id}`, userBody(userName, { password, title: 'New' }))

  it.each([
    ['is too short', { pwdMinLength: '8', pwdCheckQuality: '2' }, 'sh0rt', /too short/],
    ['is too long', { pwdMaxLength: '20', pwdCheckQuality: '2' }, 'a password of many words', /too long/],
    ['was used before', {}, first, /used before/],
    ['comes too soon after the last one', { pwdMinAge: '3600' }, third, /too short a time ago/],
    ['would need the old one with it', { pwdSafeModify: 'TRUE' }, third, /together with the old one/],
  ] as const)('that %s is 400 invalidValue and says so', async (_, rules, password, reason) => {
    const user = await create()
    expect((await put(user, second)).status).toBe(200)
    await policy(rules)
    const before = await stage.admin.stored(dnOf(user.userName))

    const operation = { op: 'replace', path: 'password', value: password }
    const answers = [
      await put(user, password),
      await stage.scim.request('PATCH', `/Users/${user.id}`, {
        body: { schemas: ['urn:ietf:params:scim:api:messages:2.0:PatchOp'], Operations: [operation] },
      }),
    ]

    for (const answer of answers) {
      expectError(answer, 400, 'invalidValue')
      expect(answer.body.detail).toMatch(reason)
      expect(answer.body.detail).not.toContain(password)
      expect(answer.body.detail).not.toMatch(/LDAP|ppolicy|0x|Constraint/i)
    }
    expect(await stage.admin.stored(dnOf(user.userName))).toEqual(before)
    expect(await bindCode(stage.ldap, dnOf(user.userName), second)).toBe(0)
  })

  it('leaves no entry behind a POST, active or not', async () => {
    await policy({ pwdMinLength: '8', pwdCheckQuality: '2' })

    for (const active of [true, false]) {
      const userName = `${by}refused${active}`
      const answer = await stage.scim.post('/Users', userBody(userName, { password: 'sh0rt', active }))

      expectError(answer, 400, 'invalidValue')
      expect(answer.body.detail).toMatch(/too short/)
      expect(await stage.admin.stored(dnOf(userName))).toBeUndefined()
      expect((await stage.scim.get(filtered('/Users', `userName eq "${userName}"`))).body.totalResults).toBe(0)
    }
  })

  it('is observed by nobody', async () => {
    await policy({ pwdMinLength: '30', pwdCheckQuality: '2' })
    await stage.scim.post('/Users', userBody(`${by}secret`, { password: 'top-secret-word' }))

    expect(stage.scim.observations.length).toBeGreaterThan(0)
    expect(JSON.stringify(stage.scim.observations)).not.toContain('top-secret-word')
  })
})

describe('a password as RFC 7644 §5 prepares it', () => {
  let stage: Stage

  beforeAll(async () => {
    stage = await openStage()
  })
  afterAll(() => stage?.end())

  it.each([
    ['decomposed', 'pa\u0308sswort', 'p\u00e4sswort'],
    ['wide', 'no-break\u00a0blank', 'no-break blank'],
    ['kept', 'Ｆull ﬁ width', 'Ｆull ﬁ width'],
  ])('%s: the person binds with the composed form', async (userName, sent, typed) => {
    expect((await stage.scim.post('/Users', userBody(userName, { password: sent }))).status).toBe(201)

    expect(await bindCode(stage.ldap, `uid=${userName},${stage.people}`, typed)).toBe(0)
  })

  it.each(['nul\0', 'tab\t', 'soft\u00adhyphen', 'zero\u200bwidth', 'right\u202eleft', 'lone\ud800'])(
    'refuses %j and leaves no entry',
    async (password) => {
      const answer = await stage.scim.post('/Users', userBody('refused', { password }))

      expectError(answer, 400, 'invalidValue')
      expect(await stage.admin.stored(`uid=refused,${stage.people}`)).toBeUndefined()
    },
  )
})
