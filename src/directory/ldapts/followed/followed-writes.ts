/** FollowedWrites: each write at the server that has its entry; those of one unit in order where they are at several. RFC 4511 §4.1.10 */
import type { Dn } from '../../../ldap/dn.ts'
import type { LdapFilter } from '../../../ldap/filter.ts'
import { type Directory, DirectoryError, type DirectoryReader, type DirectoryWrite } from '../../directory.ts'
import { writeInOrder } from '../compensation.ts'
import { stepsOf } from '../step.ts'
import type { FollowedReads } from './followed-reads.ts'
import type { Server } from './hops.ts'

const unavailableCriticalExtension = 12
const unwillingToPerform = 53
const affectsMultipleDSAs = 71

export class FollowedWrites implements Omit<Directory, keyof DirectoryReader> {
  readonly #main: Server
  readonly #reads: FollowedReads

  constructor(main: Server, reads: FollowedReads) {
    this.#main = main
    this.#reads = reads
  }

  add: Directory['add'] = async (dn, attributes, options) =>
    (await this.#reads.serverOf(dn)).writes.add(dn, attributes, options)

  change: Directory['change'] = async (dn, change, options) => {
    const { assertion } = options
    const write = { kind: 'change', dn, change, ...(assertion && { assertion }) } as const
    return (await this.#serverFor(write)).writes.change(dn, change, options)
  }

  delete: Directory['delete'] = async (dn, assertion) =>
    (await this.#guarding(dn, assertion)).writes.delete(dn, assertion)

  /** The server where the entry is hashes and checks it, and no other one sees it. */
  setPassword: Directory['setPassword'] = async (dn, password) =>
    (await this.#reads.serverOf(dn)).writes.setPassword(dn, password)

  /** Of several servers none knows of the others: in order then, and taken back when a later one fails. */
  atomically: Directory['atomically'] = async (writes, options) => {
    const concerned = await Promise.all(writes.map((write) => this.#serverFor(write)))
    const [first = this.#main, ...others] = new Set(concerned)
    if (others.length === 0) return first.writes.atomically(writes, options)
    if (options?.byTransaction) throw new DirectoryError(unwillingToPerform, 'this cannot be one transaction')
    const steps = writes.map(stepsOf)
    for (const [index, write] of writes.entries()) {
      // A guard without a write is looked at.
      if (steps[index]?.length === 0) await concerned[index]?.writes.atomically([write])
    }
    await writeInOrder(
      steps.flatMap((each, index) => each.map((step) => ({ step, index }))),
      {
        read: this.#reads.read,
        write: async (step) => (await this.#reads.serverOf(step.dn)).writes.step(step),
      },
      options,
    )
  }

  /** @throws DirectoryError 71 where the entry would leave its server */
  async #serverFor(write: DirectoryWrite): Promise<Server> {
    const server = await this.#guarding(write.dn, write.kind === 'add' ? undefined : write.assertion)
    const superior = write.kind === 'change' ? write.change.newSuperior : undefined
    if (superior === undefined || (await this.#reads.serverOf(superior)) === server) return server
    throw new DirectoryError(affectsMultipleDSAs, 'an entry cannot be moved to another server')
  }

  /** Whoever is told that writes are guarded is told so of all servers. @throws DirectoryError 12 */
  async #guarding(dn: Dn, assertion: LdapFilter | undefined): Promise<Server> {
    const server = await this.#reads.serverOf(dn)
    if (assertion === undefined || server === this.#main) return server
    const [own, main] = await Promise.all([server.reads.capabilities(), this.#main.reads.capabilities()])
    if (own.guarded || !main.guarded) return server
    throw new DirectoryError(
      unavailableCriticalExtension,
      'only the main server can guard a write, and this is another',
    )
  }
}
