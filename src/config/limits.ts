/** Limits: how much a client may send, and how often. docs/limits.md */
import * as v from 'valibot'
import { integer, milliseconds, wholeNumber } from './values.ts'

const mebibyte = 1024 * 1024

/** Of all clients. */
export const limits = {
  bodyBytes: integer(32 * mebibyte, [1_024, 1_024 * mebibyte]),
  jsonDepth: integer(32, [10, 1_000]),
  jsonWidth: integer(250_000, [100, 100_000_000]),
  urlLength: integer(16_384, [256, 1_048_576]),
  headerBytes: integer(16_384, [2_048, 1_048_576]),
  requestMs: milliseconds(60_000, 100),
  headersMs: milliseconds(10_000, 100),
  answerMs: milliseconds(120_000, 100),
  idleMs: milliseconds(75_000, 100),
  connections: integer(10_000, [1, 1_000_000]),
  concurrent: integer(1_000, [1, 1_000_000]),
  concurrentPerClient: integer(250, [1, 1_000_000]),
  requestsPerSecond: integer(1_000, [1, 1_000_000]),
  filterLength: integer(8_192, [1, 1_048_576]),
  filterDepth: integer(50, [1, 200]),
  filterNodes: integer(200, [1, 10_000]),
  patchOperations: integer(5_000, [1, 100_000]),
  bulkOperations: integer(1_000, [1, 100_000]),
  bulkBytes: integer(10 * mebibyte, [1_024, 1_024 * mebibyte]),
}

/** Of one client, instead of those of all. */
export const clientLimits = v.strictObject(
  {
    requestsPerSecond: v.optional(wholeNumber([1, 1_000_000])),
    concurrent: v.optional(wholeNumber([1, 1_000_000])),
  },
  'expected options below it',
)
