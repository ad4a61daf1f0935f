/** refusal: what a client is told where an attempt is refused. */
import { ScimError } from '../../../src/scim/error.ts'

/** `400 invalidValue: detail`, or `done`. Anything but a ScimError flies on. */
export const refusal = (attempt: () => unknown): string => {
  try {
    attempt()
  } catch (error) {
    if (error instanceof ScimError) return `${error.status} ${error.scimType}: ${error.message}`
    throw error
  }
  return 'done'
}
