/** Sessions: what the verbs of the port need of a pool; and the same sessions, on which somebody else is acting. */
import type { Pool } from './pool.ts'

export type Sessions = Pick<Pool, 'settings' | 'read' | 'write' | 'writing' | 'lease' | 'epoch' | 'deadline'>

/**
 * Everything that goes out over them is done as the entry of that DN, or not at all (RFC 4370). They stay the gateway's:
 * whoever uses them next is nobody else's.
 */
export const actingAs = (pool: Pool, dn: string): Sessions => {
  const identity = `dn:${dn}`
  return {
    settings: pool.settings,
    read: (work) => pool.read((session, deadline) => work(session.actingAs(identity), deadline)),
    write: (work) => pool.write((session, deadline) => work(session.actingAs(identity), deadline)),
    writing: (write) => pool.writing(write),
    lease: async (purpose) => {
      // The commit of a transaction carries no such control, and a bind is the user's own.
      if (purpose !== 'scan') throw new Error(`nobody acts as somebody else in a ${purpose}`)
      const { session, release, discard } = await pool.lease(purpose)
      return { session: session.actingAs(identity), release, discard }
    },
    get epoch() {
      return pool.epoch
    },
    deadline: () => pool.deadline(),
  }
}
