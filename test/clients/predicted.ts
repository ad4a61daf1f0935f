/** Predicted: what was expected of each provider before the code that answers it was written, and why it came otherwise. */
import type { Profile } from '../../src/doctor/features.ts'
import type { Area, Extent } from './areas.ts'

type Row = Readonly<Record<Profile, Readonly<Record<Area, Extent>>>>

const all = { users: 'works', linked: 'works', pushed: 'works' } as const

/** By provider. What a provider does not do (`none`) is not compared. */
export const predicted: Readonly<Record<string, Row>> = {
  entra: { strict: { users: 'works', linked: 'works', pushed: 'no' }, provisioning: all },
  okta: { strict: { users: 'works', linked: 'works', pushed: 'no' }, provisioning: all },
  onelogin: { strict: { users: 'works', linked: 'no', pushed: 'no' }, provisioning: all },
  jumpcloud: { strict: { users: 'works', linked: 'none', pushed: 'in part' }, provisioning: all },
  google: { strict: { users: 'works', linked: 'none', pushed: 'none' }, provisioning: all },
  ping: { strict: { users: 'works', linked: 'in part', pushed: 'none' }, provisioning: all },
  sailpoint: { strict: { users: 'works', linked: 'in part', pushed: 'none' }, provisioning: all },
  authentik: { strict: { users: 'works', linked: 'no', pushed: 'no' }, provisioning: all },
  keycloak: { strict: { users: 'works', linked: 'no', pushed: 'no' }, provisioning: all },
  cyberark: { strict: { users: 'works', linked: 'no', pushed: 'no' }, provisioning: all },
  rippling: { strict: { users: 'works', linked: 'no', pushed: 'no' }, provisioning: all },
}

const linkedWorks =
  'predicted was "users only": only making a group without members is refused, members of groups that are there come and go as they should.'
const noFamilyName =
  'a person without a family name, or with a blank for one, is refused: the directory demands `sn`. All others work.'
const byValueFilter =
  'the first phone number of a type, and a manager who is not provisioned here, are refused (RFC 7644 §3.5.2.3 demands `noTarget`); Entra retries them. All others work.'

/** By conversation, profile and area: why it is not as predicted. */
export const explained: Readonly<Record<string, string>> = {
  'entra, strict, users': byValueFilter,
  'entra-optscim, strict, users': byValueFilter,
  'authentik, strict, users': noFamilyName,
  'keycloak, strict, users': noFamilyName,
  'onelogin, strict, linked': linkedWorks,
  'authentik, strict, linked': linkedWorks,
  'keycloak, strict, linked': linkedWorks,
  'cyberark, strict, linked': linkedWorks,
  'rippling, strict, linked': linkedWorks,
}
