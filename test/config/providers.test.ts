/** What is known of a provider, and `profile`. docs/provisioning.md */
import { describe, expect, it } from 'vitest'
import { softenedRules } from '../../src/config/softened.ts'
import { load, minimal, problemsOf } from './support.ts'

const labelled = (provider: string, groups = 'groups: { base: "ou=groups,dc=example,dc=com" }') => ({
  text: `${minimal.replace('name: idp', `name: idp\n    provider: ${provider}`)}${groups}\n`,
})

describe('loadConfig: provider of a client', () => {
  it.each(['entra', 'okta', 'onelogin', 'authentik', 'keycloak', 'cyberark', 'rippling'])(
    'wants to know what becomes of the empty groups of %s',
    (provider) => {
      expect(problemsOf(labelled(provider))).toEqual([
        expect.stringMatching(
          new RegExp(
            `clients\\[0\\]\\.provider: ${provider} creates groups without members.*groups\\.emptyGroups: placeholder.*groups\\.emptyGroups: reject`,
          ),
        ),
      ])
    },
  )

  it.each(['jumpcloud', 'google', 'ping', 'sailpoint', 'other'])('asks nothing of %s', (provider) => {
    expect(load(labelled(provider)).clients).toHaveLength(1)
  })

  it.each([
    ['emptyGroups: reject', 'reject'],
    ['emptyGroups: placeholder', 'placeholder'],
    ['preset: groupOfMembers', 'native'],
  ])('is content with %s', (option, emptyGroups) => {
    const source = labelled('okta', `groups: { base: "ou=groups,dc=example,dc=com", ${option} }`)

    expect(load(source).resources[1]?.declaration.emptyGroups).toBe(emptyGroups)
  })

  it('is content without groups, and with the profile that decides', () => {
    expect(load(labelled('okta', '')).clients).toHaveLength(1)
    const { text } = labelled('okta')

    expect(load({ text: `profile: provisioning\n${text}` }).resources[1]?.declaration.emptyGroups).toBe('placeholder')
  })
})

describe('loadConfig: profile: provisioning', () => {
  const declared = (groups: string, users = '') =>
    load({
      text: `profile: provisioning\n${minimal.replace('users:\n', `users:\n${users}`)}groups: { base: "ou=groups,dc=example,dc=com", ${groups} }\n`,
    }).resources.map(({ declaration }) => declaration)

  it('leaves what the operator has written', () => {
    const [user, group] = declared('emptyGroups: reject', '  attributes: { name.familyName: sn }\n')

    expect(group?.emptyGroups).toBe('reject')
    expect(user?.attributes['name.familyName']).toBe('sn')
    expect(user?.attributes['name.formatted']).toMatchObject({
      attribute: 'cn',
      default: [['name.givenName', 'name.familyName'], ['displayName'], ['userName']],
    })
  })

  it.each([
    ['preset: posixGroup'],
    ['attributes: { members: { members: memberUid, by: uid, to: [User] } }, emptyGroups: native'],
  ])('puts nobody in a list that needs nobody: %s', (groups) => {
    expect(declared(groups)[1]?.emptyGroups).toBe('native')
  })
})

describe('softenedRules', () => {
  const rules = (text: string) => softenedRules(load({ text })).map(({ rule }) => rule)
  const provisioning = `profile: provisioning\n${minimal}groups: { base: "ou=groups,dc=example,dc=com" }\n`

  it('tells each rule that the profile does not keep', () => {
    expect(rules(provisioning)).toEqual([
      'familyName',
      'unknownReference',
      'emptyGroups',
      'unmatchedFilter',
      'unmappedAttribute',
      'leaverRename',
    ])
  })

  it('tells none that the operator keeps, and none of the strict profile', () => {
    const kept = rules(`${provisioning.replace('groups: { ', 'groups: { emptyGroups: reject, ')}leaverRename: refuse\n`)

    expect(kept).toEqual(['familyName', 'unknownReference', 'unmatchedFilter', 'unmappedAttribute'])
    expect(rules(minimal)).toEqual([])
  })

  it('tells nothing of how requests are read that no client is read by', () => {
    expect(rules(`${provisioning}tolerances: { createUnmatched: false }\n`)).not.toContain('unmatchedFilter')
    expect(rules(`${provisioning}tolerances: { unmappedPaths: false }\n`)).not.toContain('unmappedAttribute')
    const letter = rules(`${provisioning}wire: rfc\n`)
    expect(letter).toEqual(['familyName', 'unknownReference', 'emptyGroups'])
    const oneOfTwo = provisioning.replace('name: idp', 'name: idp\n    wire: tolerant')
    expect(rules(`${oneOfTwo}wire: rfc\n`)).toContain('unmatchedFilter')
  })

  it('derives no name where people need none, and from nothing that is not mapped', () => {
    const written = (text: string) => load({ text }).resources[0]?.declaration.attributes['name.familyName']
    const without = minimal.replace('users:\n', 'users:\n  attributes: { displayName: null }\n')

    expect(written(`profile: provisioning\npreset: activeDirectory\n${minimal}`)).toBe('sn')
    expect(rules(`profile: provisioning\npreset: activeDirectory\n${minimal}`)).not.toContain('familyName')
    expect(written(`profile: provisioning\n${without}`)).toMatchObject({ default: [['name.formatted'], ['userName']] })
  })

  it('keeps no manager aside without the class that has the type', () => {
    const bare = minimal.replace('users:\n', 'users:\n  auxiliaryClasses: []\n')
    expect(rules(`profile: provisioning\n${bare}`)).not.toContain('unknownReference')
  })
})
