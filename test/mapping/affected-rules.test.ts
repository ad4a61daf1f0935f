/** What a write encodes is enough: the plan is the one that all rules together make. */
import { describe, expect, it } from 'vitest'
import type { LdifEntry } from '../../src/demo/ldif.ts'
import { createRandom } from '../../src/demo/random.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { Entry } from '../../src/ldap/entry.ts'
import { printChangeLdif } from '../../src/ldap/ldif.ts'
import { affectedRules } from '../../src/mapping/affected-rules.ts'
import { clientMapping } from '../../src/mapping/client-mapping.ts'
import { compileMapping } from '../../src/mapping/compile/compile.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { decode } from '../../src/mapping/decode.ts'
import { complete } from '../../src/mapping/defaults.ts'
import { at } from '../../src/mapping/encode.ts'
import type { Encoding, Lookup, Mapping, Rule } from '../../src/mapping/mapping.ts'
import { planChange } from '../../src/mapping/plan-change.ts'
import { presets } from '../../src/mapping/presets/presets.ts'
import { invalidValue, ScimError } from '../../src/scim/error.ts'
import { accept } from '../../src/scim/resource/accept.ts'
import type { Resource, ResourceId, Value } from '../../src/scim/resource/resource.ts'
import { groupResourceType, userResourceType } from '../../src/scim/schema/core-resource-types.ts'
import type { Schema } from '../../src/scim/schema/schema.ts'
import { everyFurtherRow, withFurtherValues } from '../support/every-further-row.ts'
import { everyKindOfRow, withStatus } from '../support/every-kind-of-row.ts'
import { oddEntries } from '../support/odd-entries.ts'
import { randomBody } from '../support/random-resources.ts'
import { decoded, entry, idOf, subschema, User } from './support.ts'

const suffix = 'dc=example,dc=com'
const odd = oddEntries({ seed: 7, people: 120, groups: 40, suffix })
const asIs = (each: LdifEntry): LdifEntry => each

const kinds = [
  { label: 'scimdap', preset: presets.scimdap, shape: asIs },
  { label: 'inetOrgPerson', preset: presets.inetOrgPerson, shape: asIs },
  { label: 'of every kind of row', preset: everyKindOfRow, shape: withStatus },
  { label: 'of every further kind of row', preset: everyFurtherRow, shape: withFurtherValues },
] as const
const names = ['User', 'Group'] as const
const parents = { User: `ou=people,${suffix}`, Group: `ou=groups,${suffix}` } as const

const compiled = (preset: (typeof kinds)[number]['preset'], name: 'User' | 'Group'): Mapping => {
  const declaration = { ...preset[name], base: parents[name] }
  const resourceType = declaredResourceType(declaration, name === 'User' ? userResourceType : groupResourceType)
  return clientMapping(compileMapping(declaration, resourceType, subschema), 'test')
}

const ids = new Map(odd.map(({ dn }, index) => [dn.toLowerCase(), idOf(index)]))
const dns = new Map(odd.map(({ dn }, index) => [idOf(index), dn as Dn]))
const typeOf = (dn: string) => (dn.includes(',ou=groups,') ? 'Group' : 'User')

const lookup: Lookup = {
  referenceAt: (dn) => {
    const id = ids.get(dn.toLowerCase())
    return id === undefined ? undefined : { id, resourceType: typeOf(dn) }
  },
  referencesNamed: () => [],
  groupsOf: () => undefined,
  locate: (type, id) => `https://scim.example.com/${type}s/${id}`,
}

const encodingFor = ({ attributes: stored }: Entry): Encoding => ({
  stored,
  dnOf: (id) => dns.get(id as ResourceId) ?? refuse(),
  isKnown: (id) => dns.has(id as ResourceId),
  nameOf: () => refuse(),
})
const refuse = (): never => {
  throw invalidValue('nobody')
}

/** The same rows, each as if its value had changed: none is left out. */
const withAllRules = (mapping: Mapping): Mapping => {
  const rules = mapping.rules.map((rule) => ({
    ...rule,
    path: { ...rule.path, extension: witness },
    encode: (_: Value | undefined, encoding: Encoding) => rule.encode(at(encoding.resource ?? {}, rule.path), encoding),
  }))
  return { ...mapping, rules }
}
const witness = { id: 'witness' } as Schema

const withWitness = ({ rules }: Mapping, resource: Resource): Resource => {
  const subAttributes = Object.fromEntries(rules.map(({ path }) => [path.subAttribute?.name ?? '', true]))
  return { ...resource, witness: Object.fromEntries(rules.map(({ path }) => [path.attribute.name, subAttributes])) }
}

const outcome = (plan: () => string): string => {
  try {
    return plan()
  } catch (thrown) {
    if (thrown instanceof ScimError) return thrown.message.replaceAll('witness:', '')
    throw thrown
  }
}

describe.each(kinds)('A write by the mapping $label', ({ preset, shape }) => {
  it.each(names)('changes of a %s what an encoding of all its attributes would change', (name) => {
    const mapping = compiled(preset, name)
    const all = withAllRules(mapping)
    const random = createRandom(11)
    const outcomes = odd.map(shape).flatMap(({ dn, attributes }) => {
      if (!dn.endsWith(`,${parents[name]}`)) return []
      const before = entry(attributes, dn)
      const resource = decode(mapping, { entry: before, lookup })
      const encoding = encodingFor(before)
      const plan = (by: Mapping, after: Resource) => () =>
        printChangeLdif(dn as Dn, planChange(by, { entry: before, lookup, resource }, { resource: after, encoding }))
      return Array.from({ length: 3 }, () => {
        const body = randomBody(random, { resourceType: mapping.resourceType, before: resource, ids: [...dns.keys()] })
        const after = complete(mapping, accept(mapping.resourceType, JSON.parse(JSON.stringify(body))))
        return [outcome(plan(mapping, after)), outcome(plan(all, withWitness(mapping, after)))] as const
      })
    })

    const wrong = outcomes.filter(([few, every]) => few !== every)
    const changes = outcomes.filter(([few]) => few.startsWith('dn:'))

    expect(wrong.slice(0, 3)).toEqual([])
    expect(changes.length).toBeGreaterThan(outcomes.length / 4)
  })
})

describe('affectedRules', () => {
  const before = entry({ uid: 'a', cn: 'A B', sn: 'B', title: 'Boss' })
  const resource = decoded(User, before)
  const affected = (after: Resource, mapping = User) =>
    affectedRules(mapping, { attributes: before.attributes, before: resource, after }).map(({ path }) => path)

  it('are none where no value is another one', () => {
    expect(affected(structuredClone(resource))).toEqual([])
  })

  it('are those of the changed attribute alone, where it shares its attribute type with none', () => {
    expect(affected({ ...resource, title: 'Chief' }).map(({ attribute }) => attribute.name)).toEqual(['title'])
  })

  it('are all that write one type', () => {
    const [title, nickName] = User.rules.filter(({ path }) => /^(?:title|nickName)$/.test(path.attribute.name))
    const sharing = {
      ...User,
      rules: [{ ...title, types: ['TITLE', 'x'] } as Rule, { ...nickName, types: ['X'] } as Rule],
    }

    expect(affected({ ...resource, nickName: 'N' }, sharing)).toHaveLength(2)
  })
})
