/** Empty groups: what a declaration says of a list of members in which nobody is. RFC 7643 §4.2, RFC 4519 §3.5 */
import type { Subschema } from '../../directory/subschema.ts'
import { type Dn, isDn, isUnder } from '../../ldap/dn.ts'
import { requiredTypesOf } from '../compile/class-types.ts'
import type { Compiler } from '../compile/compile-classes.ts'
import { membershipRule, type Rule } from '../mapping.ts'
import { basesOf, type DeclaredPlaces } from '../places.ts'
import type { MappingDeclaration } from './declaration.ts'

type Declared = Pick<MappingDeclaration, 'attributes' | 'emptyGroups' | 'placeholder'>

/** Whether a resource may be without anybody in the list that says who belongs to it. */
export const allowsEmpty = ({ emptyGroups = 'reject' }: Pick<Declared, 'emptyGroups'>): boolean =>
  emptyGroups !== 'reject'

/** The row of the list that says who belongs to a resource: `members`, or the only list of references that there is. */
export const membershipKey = ({ attributes }: Pick<Declared, 'attributes'>): string | undefined => {
  const lists = Object.entries(attributes)
    .filter(([, row]) => typeof row === 'object' && row !== null && 'members' in row)
    .map(([key]) => key)
  return lists.find((key) => key.toLowerCase() === 'members') ?? (lists.length === 1 ? lists[0] : undefined)
}

/** The attribute type whose values stand in that list; undefined: DNs do, or there is no list. */
export const namedBy = (declaration: Pick<Declared, 'attributes'>): string | undefined => {
  const key = membershipKey(declaration)
  const row = key === undefined ? undefined : declaration.attributes[key]
  return row !== null && typeof row === 'object' && 'members' in row ? row.by : undefined
}

export interface EmptyGroupMisfit {
  readonly option: 'emptyGroups' | 'placeholder'
  readonly message: string
}

/** What can be seen of it without a server. `all`: every resource type that is served. */
export const emptyGroupMisfits = (
  declaration: Declared,
  all: readonly { readonly name: string; readonly places: DeclaredPlaces }[],
): readonly EmptyGroupMisfit[] => {
  const { emptyGroups, placeholder } = declaration
  const misfit = (option: EmptyGroupMisfit['option'], message: string): readonly EmptyGroupMisfit[] => [
    { option, message },
  ]
  if (emptyGroups !== undefined && membershipKey(declaration) === undefined)
    return misfit('emptyGroups', 'there is no list that says who belongs to it')
  if (namedBy(declaration) !== undefined && emptyGroups !== 'native')
    return misfit('emptyGroups', 'members that are named by a value need none: expected native')
  if (placeholder === undefined) return []
  if (emptyGroups !== 'placeholder') return misfit('placeholder', 'is only of use with emptyGroups: placeholder')
  if (!isDn(placeholder)) return misfit('placeholder', 'expected a distinguished name, or an empty text')
  const around = all.find(({ places }) => basesOf(places).some((base) => isDn(base) && isUnder(placeholder, base)))
  if (around === undefined) return []
  return misfit(
    'placeholder',
    `lies below the base of ${around.name}: whoever is given this name would be in every empty group`,
  )
}

/** The rules, that of the list with its placeholder. Reports classes that do not let it be empty. */
export const compileEmptyGroups = (compiler: Compiler, rules: readonly Rule[]): readonly Rule[] => {
  const { emptyGroups, placeholder = '' } = compiler.declaration
  const list = membershipRule(rules)
  if (list === undefined) return rules
  if (emptyGroups === 'native') checkNative(compiler, list)
  if (emptyGroups !== 'placeholder') return rules
  return rules.map((rule) => (rule === list ? { ...rule, placeholder: placeholder as Dn } : rule))
}

const checkNative = ({ declaration, subschema, report }: Compiler, { types }: Rule): void => {
  const listed = new Set(types.map((type) => type.toLowerCase()))
  for (const name of new Set([...[declaration.objectClass].flat(), ...declaration.createClasses])) {
    const required = requiredBy(name, subschema).find((type) => listed.has(type.toLowerCase()))
    if (required === undefined) continue
    report(
      'emptyGroups',
      `${name} requires ${required}: the directory stores no group without; expected placeholder or reject, or other classes`,
    )
  }
}

const requiredBy = (name: string, subschema: Subschema): readonly string[] => {
  const description = subschema.objectClass(name)
  const types = description === undefined ? [] : requiredTypesOf(description, subschema)
  return types.map((type) => subschema.attributeType(type)?.names[0] ?? type)
}
