/** T9 elementTest: `emails[type eq "work"].value eq "x"`: one element satisfies both. Entra ID */
import { invalidFilter } from '../../scim/error.ts'
import { scanFilter } from '../filter-text.ts'
import type { Tolerance } from '../tolerance.ts'

/** The parser reads it so by itself: as two tests, which its grammar makes of it, two elements could satisfy them. */
export const elementTest: Tolerance = {
  id: 'T9',
  name: 'elementTest',
  soften: {},
  refuse: {
    filter: (filter) => {
      if (scanFilter(filter).tests.some(({ isBehind }) => isBehind)) {
        throw invalidFilter('A value path takes no test behind its brackets')
      }
      return filter
    },
  },
}
