/** Preset `389-ds`: 389 Directory Server as it stands: standard rows, its own lock of accounts, groups that may be empty. */
import type { MappingDeclaration } from '../declaration/declaration.ts'
import { inetOrgPersonPreset } from './inet-org-person.ts'

type Preset = Omit<MappingDeclaration, 'base'>

/** The server refuses the bind (53) of whoever has nsAccountLock: true, in whatever case. */
const active: MappingDeclaration['attributes'][string] = {
  attribute: 'nsAccountLock',
  values: { true: false },
  otherwise: true,
  enforcedBy: '389 Directory Server refuses the bind of whoever has nsAccountLock: true',
}

/** The server hashes what it is given; its Password Modify operation insists on TLS even on loopback. */
const password: MappingDeclaration['attributes'][string] = { password: 'userPassword', by: 'value' }

const { User, Group } = inetOrgPersonPreset

export const ds389Preset: { readonly User: Preset; readonly Group: Preset } = {
  User: { ...User, attributes: { ...User.attributes, active, password } },
  Group: { ...Group, emptyGroups: 'native' },
}
