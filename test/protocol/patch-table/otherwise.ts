/** otherwise: the cases of the table that end otherwise over a directory, and why. Each entry is what happens instead. */
import { urn } from '../../../src/scim/urn.ts'
import type { PatchCase } from '../../scim/patch/cases.ts'

interface Otherwise {
  readonly ends: Pick<PatchCase, 'after'> | Pick<PatchCase, 'error'>
  readonly why: string
}

/** By resource and name of the case. */
export const otherwise: Readonly<Record<string, Otherwise>> = {
  'crew: tells members apart by case': {
    ends: { error: { status: 400, scimType: 'invalidValue' } },
    why: 'ids are case exact (RFC 7643 §3.1), so that the id of u1 in capitals is nobody’s, and nobody can be no member',
  },
  'ada: takes no string for a complex element': {
    ends: {
      after: {
        emails: [
          { value: 'ada@work.example', type: 'work', primary: true },
          { value: 'ada@home.example', type: 'home' },
          { value: 'a@x.example' },
        ],
      },
    },
    why: 'the gateway is tolerant: T5 of docs/tolerances.md',
  },
  'ada: takes no string for a boolean': { ends: { after: {} }, why: 'the gateway is tolerant: T2' },
  'ada: wants the URN before the attribute of an extension': {
    ends: {
      after: {
        [urn.enterpriseUser]: {
          employeeNumber: '7',
          manager: { value: 'm1', $ref: '/Users/m1', displayName: 'Boss' },
        },
      },
    },
    why: 'the gateway is tolerant: T10',
  },
  'crew: adds no member by a bare string': {
    ends: {
      after: {
        members: [
          { value: 'u1', $ref: '/Users/u1', type: 'User' },
          { value: 'u2', $ref: '/Users/u2', type: 'User' },
          { value: 'g2', $ref: '/Groups/g2', type: 'Group' },
          { value: 'u3', $ref: '/Users/u3', type: 'User' },
        ],
      },
    },
    why: 'the gateway is tolerant: T5',
  },
}
