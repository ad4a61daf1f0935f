/** The examples of RFC 7643, RFC 7644 and RFC 9865 over a real directory: sent as printed, answered as printed. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { rfcExample } from '../../support/rfc-examples.ts'
import { openStage, type Stage } from '../support.ts'
import { bulk } from './bulk.ts'
import { cannotApply } from './cannot-apply.ts'
import { cursors } from './cursors.ts'
import { modifying } from './modifying.ts'
import { querying } from './querying.ts'
import { resources } from './resources.ts'
import { retrieving } from './retrieving.ts'
import { createRfcClient } from './rfc-client.ts'

let stage: Stage
const rfc = createRfcClient(() => stage)
beforeAll(async () => {
  // The limits of RFC 7643 §8.5, RFC 7644 §3.7.4 and RFC 9865 §4.
  stage = await openStage({}, { wire: 'rfc', limits: { bulkBytes: 1_048_576 }, lists: { maxResults: 250 } })
})
afterAll(() => stage?.end())

describe('resources', () => resources(rfc))
describe('retrieving', () => retrieving(rfc))
describe('querying', () => querying(rfc))
describe('modifying', () => modifying(rfc))
describe('bulk', () => bulk(rfc))
describe('cursors', () => cursors(rfc))

describe('what cannot apply as printed', () => {
  beforeEach(() => rfc.reset())

  it.each(cannotApply)('$example: $why', async ({ example, send, outcome }) => {
    rfcExample(example)
    const { status, body } = await send(rfc)

    const operations = body.Operations?.map((each: { status: string; response?: { scimType?: string } }) => [
      each.status,
      each.response?.scimType,
    ])
    expect([status, body.scimType, ...(operations ?? [])]).toEqual(outcome)
  })
})
