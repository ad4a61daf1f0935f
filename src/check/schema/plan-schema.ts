/** planSchema: what a directory lacks of our schema, and the changes of cn=config that bring it there. Nothing is ever deleted. */
import type { Modification } from '../../ldap/change.ts'
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import type { AttributeValues } from '../../ldap/entry.ts'
import { valuesIn } from '../shipped.ts'
import { configTypes, type Definition, extraMay, isExtended, isSame, parseDefinition } from './definition.ts'

/** `newer`: a class that allows more than ours; it serves us as well, and is left alone. `conflict`: our name, another OID. */
export type DefinitionState = 'installed' | 'newer' | 'missing' | 'different' | 'conflict'

export interface DefinitionStatus {
  readonly state: DefinitionState
  readonly wanted: Definition
  /** The definition in the directory, and the entry that holds it. */
  readonly installed?: Installed
}

export interface Installed {
  readonly dn: Dn
  readonly definition: Definition
}

/** One write to cn=config; in this order, since classes name attribute types. */
export type SchemaWrite =
  | { readonly kind: 'add'; readonly dn: Dn; readonly attributes: AttributeValues }
  | { readonly kind: 'modify'; readonly dn: Dn; readonly modifications: readonly Modification[] }

export const isServing = ({ state }: DefinitionStatus): boolean => state === 'installed' || state === 'newer'

/** The definitions in the text of scimdap.ldif: attribute types first. */
export const shippedDefinitions = (ldif: string): readonly Definition[] =>
  (['attribute type', 'object class'] as const).flatMap((kind) =>
    valuesIn(ldif, configTypes[kind]).flatMap(
      (text) => parseDefinition(kind, text.replaceAll(/\s+/g, ' '), new Map()) ?? [],
    ),
  )

/** `installed`: every definition in the directory's cn=schema,cn=config. */
export const compareSchema = (
  shipped: readonly Definition[],
  installed: readonly Installed[],
): readonly DefinitionStatus[] => {
  const byOid = new Map(installed.map((one) => [one.definition.oid, one]))
  const byName = new Map(installed.map((one) => [keyOfName(one.definition), one]))
  return shipped.map((wanted) => {
    const found = byOid.get(wanted.oid)
    if (found !== undefined) return { state: stateOf(found.definition, wanted), wanted, installed: found }
    const namesake = byName.get(keyOfName(wanted))
    return namesake === undefined ? { state: 'missing', wanted } : { state: 'conflict', wanted, installed: namesake }
  })
}

const keyOfName = ({ kind, name }: Definition): string => `${kind} ${name.toLowerCase()}`

const stateOf = (installed: Definition, wanted: Definition): DefinitionState => {
  if (isSame(installed, wanted)) return 'installed'
  return isExtended(installed, wanted) ? 'newer' : 'different'
}

/** Empty where all is there. Conflicts are no matter of writing: somebody has to decide. */
export const planSchema = (statuses: readonly DefinitionStatus[]): readonly SchemaWrite[] => {
  const home = statuses.find(({ state, installed }) => state !== 'conflict' && installed)?.installed?.dn
  if (home === undefined) return addSchema(statuses)
  return (['attribute type', 'object class'] as const).flatMap((kind) =>
    changes(
      statuses.filter(({ wanted }) => wanted.kind === kind),
      home,
    ),
  )
}

const addSchema = (statuses: readonly DefinitionStatus[]): readonly SchemaWrite[] => {
  const texts = (kind: Definition['kind']) =>
    statuses.filter(({ state, wanted }) => state === 'missing' && wanted.kind === kind).map(({ wanted }) => wanted.text)
  if (statuses.every(({ state }) => state !== 'missing')) return []
  const attributes = new Map([
    ['objectClass', ['olcSchemaConfig']],
    ['cn', ['scimdap']],
    ['olcAttributeTypes', texts('attribute type')],
    ['olcObjectClasses', texts('object class')],
  ])
  return [{ kind: 'add', dn: 'cn=scimdap,cn=schema,cn=config' as Dn, attributes }]
}

/** One modify for each entry: a changed definition goes and comes in the same operation, so that it is never away. */
const changes = (statuses: readonly DefinitionStatus[], home: Dn): readonly SchemaWrite[] => {
  const byEntry = new Map<string, { dn: Dn; modifications: Modification[] }>()
  for (const status of statuses) {
    const dn = status.installed?.dn ?? home
    const modifications = modificationsFor(status)
    if (modifications.length === 0) continue
    const entry = byEntry.get(normaliseDn(dn)) ?? { dn, modifications: [] }
    entry.modifications.push(...modifications)
    byEntry.set(normaliseDn(dn), entry)
  }
  return [...byEntry.values()].map(({ dn, modifications }) => ({ kind: 'modify', dn, modifications }))
}

const modificationsFor = ({ state, wanted, installed }: DefinitionStatus): readonly Modification[] => {
  const type = configTypes[wanted.kind]
  if (state === 'missing') return [{ operation: 'add', type, values: [wanted.text] }]
  if (state !== 'different' || installed === undefined) return []
  const position = /^\{\d+\}/.exec(installed.definition.text)?.[0] ?? ''
  return [
    { operation: 'delete', type, values: [installed.definition.text] },
    { operation: 'add', type, values: [position + withExtraMay(wanted, installed.definition)] },
  ]
}

/** A class keeps what it allows beyond ours: entries may have it. */
const withExtraMay = (wanted: Definition, installed: Definition): string => {
  const extra = wanted.kind === 'object class' ? extraMay(installed, wanted) : []
  return extra.length === 0 ? wanted.text : wanted.text.replace('MAY ( ', `MAY ( ${extra.join(' $ ')} $ `)
}
