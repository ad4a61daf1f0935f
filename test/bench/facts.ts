/** gatherFacts: what load and bare handler must know of the directory, as JSON can carry it. */
import type { Client } from 'ldapts'
import { personDnOf } from '../../src/demo/people.ts'
import type { Suffix } from '../../src/demo/running-slapd.ts'
import {
  candidateCount,
  crowdGroup,
  crowdSizeFor,
  groupSizesFor,
  groupsBaseOf,
  largeGroup,
  peopleBaseOf,
} from './content.ts'

export interface Person {
  readonly id: string
  readonly userName: string
  readonly dn: string
}

export interface LargeGroup {
  readonly id: string
  readonly dn: string
  readonly size: number
}

export interface Facts {
  /** As asked for: those who are only added to groups come on top. */
  readonly people: number
  readonly ldapUrl: string
  readonly bindDn: string
  readonly password: string
  readonly suffix: string
  /** Some of all, evenly spread. */
  readonly persons: readonly Person[]
  /** Those of them with a structured work address. */
  readonly mailed: readonly { readonly email: string }[]
  /** In no large group. */
  readonly candidates: readonly Person[]
  /** As many as one PATCH adds to the group of ten named `crowd`. */
  readonly crowd: readonly Person[]
  readonly crowdGroup: LargeGroup
  readonly groups: readonly LargeGroup[]
}

const mostPersons = 2_000
/** slapd closes a connection on which a thousand requests wait (olcConnMaxPendingAuth). */
const together = 100

export const gatherFacts = async (
  ldap: Suffix & { readonly url: string },
  people: number,
  admin: Client,
): Promise<Facts> => {
  const { suffix } = ldap
  const base = peopleBaseOf(suffix)
  const idOf = async (dn: string) => {
    const { searchEntries } = await admin.search(dn, { scope: 'base', attributes: ['entryUUID', 'uid'] })
    return { id: `${searchEntries[0]?.entryUUID}`, userName: `${searchEntries[0]?.uid}`, dn }
  }
  const personsAt = async (indices: readonly number[]) => {
    const persons: Person[] = []
    for (let from = 0; from < indices.length; from += together) {
      const part = indices.slice(from, from + together)
      persons.push(...(await Promise.all(part.map((index) => idOf(personDnOf(base, index))))))
    }
    return persons
  }
  const groupOf = async (name: string, size: number) => {
    const dn = `cn=${name},${groupsBaseOf(suffix)}`
    return { id: (await idOf(dn)).id, dn, size }
  }
  const count = Math.min(people, mostPersons)
  const spread = Array.from({ length: count }, (_, n) => Math.floor((n * people) / count))
  return {
    ...{ people, suffix, ldapUrl: ldap.url, bindDn: ldap.gatewayDn, password: ldap.gatewayPassword },
    persons: await personsAt(spread),
    mailed: spread.filter(hasWorkAddress).map((index) => ({ email: `person${index}@example.com` })),
    candidates: await personsAt(Array.from({ length: candidateCount }, (_, n) => people + n)),
    crowd: await personsAt(Array.from({ length: crowdSizeFor(people) }, (_, n) => 20 + n)),
    crowdGroup: await groupOf(crowdGroup, 10),
    groups: await Promise.all(groupSizesFor(people).map((size) => groupOf(largeGroup(size), size))),
  }
}

/** As src/demo/people.ts has it. */
const hasWorkAddress = (index: number): boolean => index % 2 === 0 && index % 8 !== 6
