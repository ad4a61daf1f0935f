/** The mappings that the laws and the filters are held over, by server, each with entries of such a directory. */
import type { LdifEntry } from '../../src/demo/ldif.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { presets } from '../../src/mapping/presets/presets.ts'
import { everyFurtherRow, withFurtherValues } from '../support/every-further-row.ts'
import { everyKindOfRow, withStatus } from '../support/every-kind-of-row.ts'
import { dynamicKind, plainProvisioningKind, provisioningKind, rfc2307bisKind } from '../support/further-kinds.ts'
import { isDs389, isSamba } from '../support/operations.ts'
import { eduPersonKind, placeKind, posixKind } from '../support/preset-kinds.ts'

type Preset = Omit<MappingDeclaration, 'base'>

export interface LawKind {
  readonly label: string
  readonly preset: { readonly User: Preset; readonly Group: Preset }
  /** Of the rounds of the first one. */
  readonly share: number
  /** The only type that has other rows than in another kind; default: both are tried. */
  readonly only?: 'Group'
}

const further: readonly LawKind[] = [
  { label: 'of every kind of row', preset: everyKindOfRow, share: 0.4 },
  { label: 'of every further kind of row', preset: everyFurtherRow, share: 0.4 },
]

const onSlapd: readonly LawKind[] = [
  { label: 'scimdap', preset: presets.scimdap, share: 1 },
  { label: 'inetOrgPerson', preset: presets.inetOrgPerson, share: 0.4 },
  ...further,
]

/** Beside `onSlapd`, those whose filters are made otherwise: a manager in two places, groups held open, numbers of groups. */
const onlyFiltered: readonly LawKind[] = [
  { label: 'rfc2307bis', preset: rfc2307bisKind, share: 0.15 },
  { label: 'scimdap, profile provisioning', preset: provisioningKind, share: 0.3 },
]

const on389: readonly LawKind[] = [{ label: '389-ds', preset: presets['389-ds'], share: 0.3 }]

const onSamba: readonly LawKind[] = [{ label: 'activeDirectory', preset: presets.activeDirectory, share: 0.15 }]

const elsewhere = (isDs389 && on389) || (isSamba && onSamba) || undefined

/** Those over which filters are tried. */
export const filterKinds: readonly LawKind[] = elsewhere ?? [...onSlapd, ...onlyFiltered]

/** Those over which resources are put and read. */
export const lensKinds: readonly LawKind[] = elsewhere ?? [
  ...onSlapd,
  { label: 'scimdap, active by place', preset: placeKind, share: 0.4 },
  { label: 'posix', preset: posixKind, share: 0.4 },
  { label: 'eduPerson', preset: eduPersonKind, share: 0.4 },
  { label: 'freeIpa', preset: presets.freeIpa, share: 0.4 },
  { label: 'lldap', preset: presets.lldap, share: 0.4 },
  { label: 'rfc2307bis', preset: rfc2307bisKind, share: 0.3, only: 'Group' },
  { label: 'scimdap, profile provisioning', preset: provisioningKind, share: 0.3 },
  { label: 'inetOrgPerson, profile provisioning', preset: plainProvisioningKind, share: 0.15 },
  { label: 'scimdap, dynamic groups', preset: dynamicKind, share: 0.2, only: 'Group' },
]

/** What the rows of a kind find in an odd entry. */
export const withValuesFor = (preset: LawKind['preset']): ((entry: LdifEntry, index: number) => LdifEntry) => {
  if (preset === everyKindOfRow) return withStatus
  return preset === everyFurtherRow ? withFurtherValues : (entry) => entry
}
