import { describe, expect, it } from 'vitest'
import { DirectoryError, type PolicyError } from '../../src/directory/directory.ts'
import { translate, translated } from '../../src/operations/translate.ts'
import { notFound, ScimError } from '../../src/scim/error.ts'

const refusal = (code: DirectoryError['code'], diagnostic?: string) =>
  new DirectoryError(code, `LDAP result ${code}`, diagnostic === undefined ? {} : { diagnostic })

describe('translate, RFC 4511 Appendix A to RFC 7644 §3.12', () => {
  it.each([
    [3, 400, 'tooMany'],
    [4, 400, 'tooMany'],
    [10, 500, undefined],
    [11, 400, 'tooMany'],
    [13, 503, undefined],
    [19, 400, 'invalidValue'],
    [21, 400, 'invalidValue'],
    [32, 500, undefined],
    [34, 400, 'invalidValue'],
    [49, 503, undefined],
    [50, 403, undefined],
    [51, 503, undefined],
    [52, 503, undefined],
    [53, 403, undefined],
    [64, 400, 'invalidValue'],
    [65, 400, 'invalidValue'],
    [66, 409, undefined],
    [68, 409, 'uniqueness'],
    [71, 500, undefined],
    ['unavailable', 503, undefined],
    ['unknown-outcome', 503, undefined],
  ] as const)('%s is %d %s', (code, status, scimType) => {
    const cause = refusal(code, 'uid=secret,dc=example,dc=com')

    const error = translate(cause)

    expect(error).toBeInstanceOf(ScimError)
    expect(error).toMatchObject({ status, scimType, cause })
    expect((error as ScimError).message).not.toMatch(/LDAP result|secret/)
    expect((error as ScimError).headers['Retry-After']).toBe(status === 503 ? '1' : undefined)
  })

  it('tells the cases of constraintViolation (19) apart by what the overlays say', () => {
    const unique = 'non-unique attributes found with (|(mail=a@example.com))'

    expect(translate(refusal(19, unique))).toMatchObject({ status: 409, scimType: 'uniqueness' })
    expect(translate(refusal(19, 'modify breaks constraint on mail'))).toMatchObject({ scimType: 'invalidValue' })
    expect(translate(refusal(19, 'Password fails quality checking policy'))).toMatchObject({ scimType: 'invalidValue' })
  })

  it('tells a client to come back where the directory takes no writes for now, or cannot', () => {
    const error = (thrown: DirectoryError) => translate(thrown) as ScimError
    const [readOnly, full] = [error(refusal(53, 'operation restricted')), error(refusal(80, 'index generation failed'))]

    for (const { status, headers } of [readOnly, full]) expect([status, headers['Retry-After']]).toEqual([503, '30'])
    expect(readOnly.message).toContain('read-only')
    expect(full.message).toContain('disk may be full')
  })

  it('says why the directory cannot be reached where its certificate is not trusted, as no time mends that', () => {
    const expired = Object.assign(new Error('certificate has expired'), { code: 'CERT_HAS_EXPIRED' })
    const away = new DirectoryError('unavailable', 'no session', { cause: new Error('TLS', { cause: expired }) })

    expect((translate(away) as ScimError).message).toMatch(/certificate is not trusted \(CERT_HAS_EXPIRED\)$/)
  })

  it('knows what Active Directory says of a name that is taken, and of a password', () => {
    const upn = '000021C8: AtrErr: DSID-03200BBA, #1: 0: 000021C8: DSID-03200BBA, problem 1005 (CONSTRAINT_ATT_TYPE)'
    const weak = '0000052D: SvcErr: DSID-031A12D2, problem 5003 (WILL_NOT_PERFORM), data 0'

    expect(translate(refusal(19, upn))).toMatchObject({ status: 409, scimType: 'uniqueness' })
    expect(translate(refusal(53, weak))).toMatchObject({ status: 400, scimType: 'invalidValue' })
    expect(translate(refusal(53, '0000001F: SvcErr: DSID-031A12D2'))).toMatchObject({ status: 403 })
  })

  it('tells what the password policy objects to, and leaves what concerns the account of the gateway', () => {
    const refused = (policyError: PolicyError) =>
      translate(new DirectoryError(50, 'LDAP result 50', { diagnostic: 'secret', policyError }))

    expect(refused('must-supply-old-password')).toMatchObject({ status: 400, scimType: 'invalidValue' })
    expect((refused('too-young') as ScimError).message).toMatch(/policy.*too short a time ago/)
    expect(refused('change-after-reset')).toMatchObject({ status: 403 })
  })

  it.each([1, 2, 118, 122])('leaves %d what it is: a failure that nobody knows is never 404', (code) => {
    const error = refusal(code)

    expect(translate(error)).toBe(error)
  })

  it('leaves ScimErrors and defects as they are', () => {
    const [scim, defect] = [notFound('User not found'), new TypeError('a defect')]

    expect(translate(scim)).toBe(scim)
    expect(translate(defect)).toBe(defect)
  })
})

describe('translated', () => {
  it('gives parameters and results through and translates what is thrown', async () => {
    const operation = translated(async (given: number) => {
      if (given === 0) throw refusal(68)
      return given + 1
    })

    expect(await operation(1)).toBe(2)
    await expect(operation(0)).rejects.toMatchObject({ status: 409, scimType: 'uniqueness' })
  })
})
