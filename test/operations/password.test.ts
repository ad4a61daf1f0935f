/** NewPassword in the forms that directories want. RFC 7643 §4.1.1, [MS-ADTS] §3.1.1.3.1.5.1 */
import { describe, expect, it } from 'vitest'
import { settingPassword, withPassword } from '../../src/operations/passwords/password.ts'

const plain = { by: 'value', type: 'userPassword', value: 'säßt' } as const
const quoted = { by: 'value', type: 'unicodePwd', value: 'säßt', as: 'quotedUtf16' } as const
const bytes = new Uint8Array(Buffer.from('"säßt"', 'utf16le'))

describe('a password by value', () => {
  it('is a text as it is, or quoted UTF-16LE', () => {
    expect(withPassword(new Map(), plain).get('userpassword')).toEqual(['säßt'])
    expect(withPassword(new Map(), quoted).get('unicodepwd')).toEqual([bytes])
    expect(bytes.slice(0, 4)).toEqual(Uint8Array.of(0x22, 0, 0x73, 0))
  })

  it('comes before what activates somebody, where nobody may be active without one', () => {
    const activating = { operation: 'replace', type: 'userAccountControl', values: ['512'] } as const
    const types = (password: typeof plain | typeof quoted) =>
      settingPassword({ modifications: [activating] }, undefined, { password, isInactive: false }).modifications.map(
        ({ type }) => type,
      )

    expect(types(quoted)).toEqual(['unicodePwd', 'userAccountControl'])
    expect(types(plain)).toEqual(['userAccountControl', 'userPassword'])
  })
})
