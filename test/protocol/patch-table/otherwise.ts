/** otherwise: the cases of the table that end otherwise over a directory, and why. Each entry is what happens instead. */
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
}
