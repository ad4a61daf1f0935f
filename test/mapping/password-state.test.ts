import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseSubschema } from '../../src/directory/subschema.ts'
import { printFilter } from '../../src/ldap/filter.ts'
import { compileMapping, MappingError } from '../../src/mapping/compile/compile.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { withPasswordState } from '../../src/mapping/declaration/password-state.ts'
import { decode } from '../../src/mapping/decode.ts'
import type { Lookup, PasswordPolicy } from '../../src/mapping/mapping.ts'
import { userResourceType } from '../../src/scim/schema/core-resource-types.ts'
import { urn } from '../../src/scim/urn.ts'
import { entry, lookup, subschema, userDeclaration } from './support.ts'

const [own, byDefault] = ['cn=own,dc=example,dc=com', 'cn=default,dc=example,dc=com'] as const
const declared = (rows = {}) =>
  withPasswordState({
    resourceType: userResourceType,
    declaration: { ...userDeclaration(rows), passwordState: { defaultPolicy: byDefault } },
  })
const compile = (schema = subschema, rows = {}) => {
  const { declaration, resourceType } = declared(rows)
  return compileMapping(declaration, declaredResourceType(declaration, resourceType), schema)
}
const mapping = compile()
const policy: PasswordPolicy = { locks: true, lockoutSeconds: 60, failureCountSeconds: 0, maxAgeSeconds: 0 }
const lockedAt = '20260101000000Z'
const lockedEntry = {
  pwdAccountLockedTime: lockedAt,
  pwdFailureTime: ['20251231235900.5Z', '20251231235959.123456Z'],
  pwdChangedTime: '20251201000000Z',
}

const shown = (
  attributes: Parameters<typeof entry>[0],
  policies: Readonly<Record<string, PasswordPolicy>>,
  second = 0,
) => {
  const answers: Lookup = {
    ...lookup,
    now: Date.parse('2026-01-01T00:00:00Z') + second * 1_000,
    passwordPolicyAt: (dn) => policies[dn],
  }
  return decode(mapping, { entry: entry({ uid: 'a', sn: 'A', cn: 'A', ...attributes }), lookup: answers })[
    urn.passwordState
  ] as Readonly<Record<string, unknown>>
}

describe('the state of a password', () => {
  it('is locked up to the second before the lock ends', () => {
    const policies = { [byDefault]: policy }

    expect(shown(lockedEntry, policies, 59)).toMatchObject({
      locked: true,
      lockedUntilDate: '2026-01-01T00:01:00.000Z',
    })
    expect(shown(lockedEntry, policies, 60)).toMatchObject({ locked: false })
    expect(shown(lockedEntry, policies, 60)).not.toHaveProperty('lockedUntilDate')
  })

  it.each([
    ['no lockout at all', { ...policy, locks: false }, { locked: false }],
    ['locks without an end', { ...policy, lockoutSeconds: 0 }, { locked: true }],
    ['failures that count for a minute', { ...policy, failureCountSeconds: 60 }, { loginAttempts: 1 }],
    ['passwords of a day', { ...policy, maxAgeSeconds: 86_400 }, { expiryDate: '2025-12-02T00:00:00.000Z' }],
  ])('follows a policy with %s', (_, given, expected) => {
    expect(shown(lockedEntry, { [byDefault]: given }, 1)).toMatchObject(expected)
  })

  it('counts every lock and every failure where the policy is hidden', () => {
    expect(shown(lockedEntry, {}, 100_000)).toEqual({
      locked: true,
      loginAttempts: 2,
      lastFailedLoginDate: '2025-12-31T23:59:59.123Z',
      lastChangedDate: '2025-12-01T00:00:00Z',
    })
  })

  it('goes by the policy of the entry, not by the default one, readable or not', () => {
    const entryOfOwn = { ...lockedEntry, pwdPolicySubentry: own }

    expect(shown(entryOfOwn, { [byDefault]: policy, [own]: { ...policy, lockoutSeconds: 3_600 } }, 100).locked).toBe(
      true,
    )
    expect(shown(entryOfOwn, { [byDefault]: policy }, 100).locked).toBe(true)
  })

  it('knows a lock for good as none of its own', () => {
    expect(shown({ pwdAccountLockedTime: '000001010000Z' }, { [byDefault]: policy })).toMatchObject({ locked: false })
    expect(shown({ pwdAccountLockedTime: '00000101000000Z' }, { [byDefault]: policy })).toMatchObject({ locked: false })
  })

  it('asks the directory for those who have a lock, and for everybody where it cannot tell', () => {
    const rule = mapping.rules.find(({ path }) => path.attribute.name === 'locked')
    const filterFor = (value: boolean) => {
      const pushed = rule?.pushdown(
        { kind: 'compare', operator: 'eq', value },
        { dnOf: () => undefined, membersOf: () => undefined, nameOf: () => undefined, groupsWithin: () => undefined },
      )
      return pushed && [printFilter(pushed.filter), pushed.exact]
    }

    expect(filterFor(true)).toEqual(['(&(pwdAccountLockedTime=*)(!(pwdAccountLockedTime=000001010000Z)))', false])
    expect(filterFor(false)).toEqual(['(&)', false])
  })
})

describe('where the directory has no ppolicy', () => {
  const { attributeTypes, objectClasses } = JSON.parse(
    readFileSync(new URL('../fixtures/openldap-subschema.json', import.meta.url), 'utf8'),
  ) as { readonly attributeTypes: readonly string[]; readonly objectClasses: readonly string[] }
  const bare = parseSubschema(
    attributeTypes.filter((text) => !text.includes("'pwd")),
    objectClasses,
  )

  it('every row is told by name', () => {
    const names = ['lastSuccessfulLoginDate', 'loginAttempts', 'locked', 'expiryDate']
    const compiling = () => compile(bare)

    expect(compiling).toThrow(MappingError)
    for (const name of names) expect(compiling).toThrow(new RegExp(`PasswordState:${name}: the directory has no pwd`))
  })
})

describe('rows of one’s own', () => {
  it('come before those of the option, and null takes one out of /Schemas', () => {
    const { declaration, resourceType } = declared({ [`${urn.passwordState}:lastSuccessfulLoginDate`]: null })
    const extension = declaredResourceType(declaration, resourceType).extensions.find(
      ({ schema }) => schema.id === urn.passwordState,
    )

    expect(extension?.schema.attributes.map(({ name }) => name)).not.toContain('lastSuccessfulLoginDate')
    expect(extension?.schema.attributes).toHaveLength(7)
  })

  it('fit no other attribute', () => {
    const wrong = () => compile(subschema, { nickName: { passwordState: 'locked' } })

    expect(wrong).toThrow(/attributes.nickName: only .*PasswordState:locked takes \{ passwordState: locked \}/)
  })
})
