/** Features: what providers need beside the letter of RFC 7644, and which profile of the gateway lets it through. */

export type Feature =
  /** A group without members is created. */
  | 'emptyGroup'
  /** The last member of a group is removed. */
  | 'lastMember'
  /** A user without family name is created. */
  | 'noFamilyName'
  /** An add or replace by a value filter that matches nothing creates the element. RFC 7644 §3.5.2.3 says 400 */
  | 'unmatchedValueFilter'
  /** `userName` is changed. */
  | 'userNameChange'
  /** A user who is deactivated by the same request that changes `userName` is deactivated. */
  | 'leaverRename'
  /** `manager` names somebody that the server does not know. */
  | 'unknownManager'
  /** `active` is "1" or "0". */
  | 'numberForBoolean'

/** The default configuration, and the same with `profile: provisioning`. */
export type Profile = 'strict' | 'provisioning'

export type Verdict = 'works' | Refusal

/** How it is refused. */
export interface Refusal {
  readonly status: number
  readonly scimType: string
}

/** The one table of what is expected of this gateway. Other servers decide otherwise: only the replays look here. */
export const expectedOf: Readonly<Record<Feature, Readonly<Record<Profile, Verdict>>>> = {
  emptyGroup: { strict: { status: 400, scimType: 'invalidValue' }, provisioning: 'works' },
  lastMember: { strict: { status: 400, scimType: 'mutability' }, provisioning: 'works' },
  noFamilyName: { strict: { status: 400, scimType: 'invalidValue' }, provisioning: 'works' },
  unmatchedValueFilter: { strict: { status: 400, scimType: 'noTarget' }, provisioning: 'works' },
  userNameChange: {
    strict: { status: 400, scimType: 'mutability' },
    provisioning: { status: 400, scimType: 'mutability' },
  },
  leaverRename: { strict: 'works', provisioning: 'works' },
  numberForBoolean: {
    strict: { status: 400, scimType: 'invalidValue' },
    provisioning: { status: 400, scimType: 'invalidValue' },
  },
  unknownManager: { strict: { status: 400, scimType: 'invalidValue' }, provisioning: 'works' },
}
