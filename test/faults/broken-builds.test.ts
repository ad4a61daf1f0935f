/** That the suite can fail: a gateway which is broken in one way is found, and found for what it does. */
import { afterAll, describe, expect, it } from 'vitest'
import { contradicts, denies, forgets, remembers } from './liars.ts'
import { usual } from './load.ts'
import { type Fault, runRow } from './row.ts'
import { closeShared, downFor, killed, type Single } from './single.ts'

const size = { writes: 150, strikes: 1 }
/** Long enough for some reads to be asked meanwhile. */
const away: Fault<Single> = { ...killed, strike: ({ ldap }) => downFor(ldap, 3_000) }
/** So that everybody is read between changes, and again. */
const watched: Fault<Single> = { ...killed, mix: { ...usual, read: 80 } }

describe('a gateway that is broken on purpose', () => {
  afterAll(closeShared)

  it('acknowledges what it has not written: lost', async () => {
    expect((await runRow(killed, size, forgets)).lost).not.toEqual([])
  })

  it('says 404 while the directory is away: a wrong answer', async () => {
    expect((await runRow(away, size, denies)).wrong.join()).toMatch(/not found, though it is there|seen after its end/)
  })

  it('carries out what it has refused: a phantom', async () => {
    expect((await runRow(killed, size, contradicts)).phantom.join()).toContain('refused, and there')
  })

  it('answers reads from what it has read before: a wrong answer', async () => {
    expect((await runRow(watched, size, remembers)).wrong.join()).toMatch(/seen in turns|seen before and after/)
  })
})
