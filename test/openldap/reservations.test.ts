/** Reservations of names, in a real directory: waited for, given back, and taken over from who died. */
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type Directory, DirectoryError } from '../../src/directory/directory.ts'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import type { OperationObservation } from '../../src/operations/dependencies.ts'
import { createReservations, type ReservationTimes } from '../../src/operations/writes/reservations.ts'
import { invalidValue, unavailable } from '../../src/scim/error.ts'
import { openAccess, suffix } from '../protocol/places-support.ts'
import { type Administrator, administratorOf } from '../protocol/support.ts'
import { type Openldap, startOpenldap } from '../support/openldap.ts'

const place = `ou=names,${suffix}` as Dn
const name = { place, name: 'scimdap-abc' }
const dn = `cn=scimdap-abc,${place}`

let ldap: Openldap
let admin: Administrator
let directory: OpenDirectory
const observed: OperationObservation[] = []
beforeAll(async () => {
  ldap = await startOpenldap({ suffix, database: openAccess })
  admin = administratorOf(await ldap.admin())
  await admin.add(place, { objectClass: 'organizationalUnit', ou: 'names' })
  directory = openDirectory({ urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword })
})
afterEach(async () => {
  observed.length = 0
  for (const entry of await left()) await admin.client.del(entry)
})
afterAll(async () => {
  directory?.close()
  await admin?.client.unbind()
  await ldap?.stop()
})

const left = async () =>
  (await admin.client.search(place, { scope: 'one', attributes: ['1.1'] })).searchEntries.map((entry) => entry.dn)
const quick: ReservationTimes = { patienceMs: 200, goodMs: 400, staleMs: 1_000 }
const gateway = (times = quick, over: Pick<Directory, 'add' | 'read' | 'delete'> = directory) =>
  createReservations({ directory: over, observe: (observation) => observed.push(observation), times })

describe('a reserved name', () => {
  it('is an entry for as long as the work takes, and gone after it, however that ends', async () => {
    const good = gateway().open()
    await good.take([name])
    expect(await left()).toEqual([dn])
    expect(await good.whileHeld(Promise.resolve(1))).toBe(1)
    expect(await left()).toEqual([])

    const bad = gateway().open()
    await bad.take([name])
    bad.mustHold()
    await expect(bad.whileHeld(Promise.reject(invalidValue('no')))).rejects.toThrow('no')
    expect(await left()).toEqual([])
  })

  it('is gone after a race that was lost for ever: nothing is still to come', async () => {
    const held = gateway().open()
    await held.take([name])
    held.mustHold()
    const lost = unavailable('the resource is being changed too fast', 1, new DirectoryError(122, 'it has changed'))

    await expect(held.whileHeld(Promise.reject(lost))).rejects.toBe(lost)
    expect(await left()).toEqual([])
  })

  it('stays where nobody knows whether the write is still to come', async () => {
    const held = gateway().open()
    await held.take([name])
    held.mustHold()
    const lost = new DirectoryError('unknown-outcome', 'no answer')

    await expect(held.whileHeld(Promise.reject(lost))).rejects.toBe(lost)
    expect(await left()).toEqual([dn])
  })

  it('is waited for, and then had', async () => {
    const [first, second] = [gateway().open(), gateway({ ...quick, patienceMs: 5_000 }).open()]
    await first.take([name])
    const order: string[] = []
    const taking = second.take([name]).then(() => order.push('second'))
    await sleep(300)
    order.push('first')
    await first.whileHeld(Promise.resolve())
    await taking

    expect(order).toEqual(['first', 'second'])
    await second.whileHeld(Promise.resolve())
  })

  it('of somebody who does not let go is 503, and stays', async () => {
    const [first, second] = [gateway().open(), gateway().open()]
    await first.take([name])

    await expect(second.take([name])).rejects.toMatchObject({ status: 503 })
    expect(await left()).toEqual([dn])
    expect(observed).toEqual([])
    await first.whileHeld(Promise.resolve())
    expect(await left()).toEqual([])
  })

  it('of a gateway that died is taken over, once, and observed', async () => {
    await gateway().open().take([name])
    await sleep(2_100)

    const others = [1, 2, 3].map(() => gateway().open())
    const taken = await Promise.allSettled(others.map((other) => other.take([name])))

    expect(taken.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(observed).toContainEqual({ kind: 'reservation-taken-over' })
    expect(await left()).toEqual([dn])
  })

  it('is not given back by who has lost it', async () => {
    const slow = gateway().open()
    await slow.take([name])
    await sleep(2_100)
    const quicker = gateway().open()
    await quicker.take([name])

    await slow.whileHeld(Promise.resolve())
    expect(await left()).toEqual([dn])
    await quicker.whileHeld(Promise.resolve())
    expect(await left()).toEqual([])
  })

  it('is no good for a write that begins late', async () => {
    const slow = gateway().open()
    await slow.take([name])
    slow.mustHold()
    await sleep(500)

    expect(() => slow.mustHold()).toThrow('took too long')
  })

  it('is known as ours where the answer was lost', async () => {
    let lost = 0
    const deaf: Pick<Directory, 'add' | 'read' | 'delete'> = {
      read: directory.read,
      delete: directory.delete,
      add: async (...parameters) => {
        await directory.add(...parameters)
        lost += 1
        throw new DirectoryError('unknown-outcome', 'no answer')
      },
    }
    const held = gateway(quick, deaf).open()

    await held.take([name])
    expect(lost).toBe(1)
    await held.whileHeld(Promise.resolve())
    expect(await left()).toEqual([])
  })

  it('needs a place that is there', async () => {
    const nowhere = { place: `ou=nothing,${suffix}` as Dn, name: 'scimdap-abc' }

    await expect(gateway().open().take([nowhere])).rejects.toMatchObject({
      status: 500,
      message: 'the place of reservations is not there, or hidden from the gateway',
    })
  })
})
