/** The people and groups of the examples, by the ids that the RFCs give them. */
import { urn } from '../../../src/scim/urn.ts'
import type { Change, RfcClient } from './rfc-client.ts'

export const barbara = '2819c223-7f76-453a-919d-413861904646'
export const james = '08e1d05d-121c-4561-8b96-473d93df9210'
export const alice = '92b725cd-9465-4e7d-8c16-01f8e146b87a'
export const tourGuides = 'e9e30dba-f08f-4109-8486-d5c6a331660a'
/** The group of the examples of PATCH. */
export const someGroup = 'acbf3ae7-8463-4692-b4fd-9b4da3f908ce'

/** Barbara Jensen as §3.3 of RFC 7644 creates her. */
export const bjensen = {
  schemas: [urn.user],
  userName: 'bjensen',
  externalId: 'bjensen',
  name: { formatted: 'Ms. Barbara J Jensen III', familyName: 'Jensen', givenName: 'Barbara' },
}

export const person = (userName: string, more: object = {}) => ({
  schemas: [urn.user],
  userName,
  name: { familyName: userName },
  ...more,
})

/** An entry of inetOrgPerson has an sn: nobody can be without a family name here. */
export const withFamilyName = (userName: string): Change => ({
  from: `"${userName}"`,
  to: `"${userName}", "name": {"familyName": "${userName}"}`,
  why: 'a person has a family name, sn',
})

/** That many people, past the gateway. */
export const populate = async (rfc: RfcClient, count: number, displayName = 'Somebody'): Promise<void> => {
  const { admin, people } = rfc.stage()
  const numbers = Array.from({ length: count }, (_, at) => String(at).padStart(4, '0'))
  await Promise.all(
    numbers.map((number) => admin.addPerson(`uid=j${number},${people}`, { uid: `j${number}`, displayName })),
  )
}
