/** T16 createUnmatched: what an add or replace with a value filter does not find is made. Entra ID, Microsoft's validator */
import type { Tolerance } from '../tolerance.ts'

/** Against RFC 7644 §3.5.2.3, so off unless asked for. What is stored decides, so that it is PATCH that does it: `unmatched`. */
export const createUnmatched: Tolerance = { id: 'T16', name: 'createUnmatched', soften: {} }
