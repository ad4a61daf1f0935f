/** providers: what is known of the SCIM client that a configured client is said to be. */
import { membershipKey } from '../mapping/declaration/empty-groups.ts'
import type { ConfiguredResource } from './config.ts'
import type { Finding } from './finding.ts'
import type { providers, Settings } from './settings.ts'

type Provider = (typeof providers)[number]

/** They create a group first and add its members afterwards. */
const creatingEmptyGroups: readonly Provider[] = [
  'entra',
  'okta',
  'onelogin',
  'authentik',
  'keycloak',
  'cyberark',
  'rippling',
]

/**
 * A provider whose group push can only fail, where nobody has said that it shall: what becomes of groups without members is
 * the operator's to decide.
 */
export const undecidedEmptyGroups = (
  { clients }: Pick<Settings, 'clients'>,
  resources: readonly ConfiguredResource[],
): readonly Finding[] => {
  const undecided = resources.find(
    ({ declaration }) => membershipKey(declaration) !== undefined && declaration.emptyGroups === undefined,
  )
  if (undecided === undefined) return []
  const option = undecided.option.join('.')
  return clients.flatMap(({ provider }, index): readonly Finding[] => {
    if (provider === undefined || !creatingEmptyGroups.includes(provider)) return []
    const message =
      `${provider} creates groups without members, and groups of this directory must have one. Decide: ` +
      `${option}.emptyGroups: placeholder, and a DN that is nobody stands in an empty group for other LDAP clients to see; or ` +
      `${option}.emptyGroups: reject, and its group push fails with 400 while its users work`
    return [{ path: ['clients', index, 'provider'], message }]
  })
}
