/** Writes: the writing verbs of the port, on the pool. RFC 4511 §4.6 to §4.9, RFC 4527, RFC 4528, RFC 3062 */
import { BerWriter, type Control, ExtendedRequest, PasswordPolicyControl } from 'ldapts'
import type { Dn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { always, type LdapFilter } from '../../ldap/filter.ts'
import {
  type AddOptions,
  type AtomicOptions,
  type Capabilities,
  type Directory,
  DirectoryError,
  type DirectoryReader,
} from '../directory.ts'
import { asUsual } from './active-directory-refusals.ts'
import { addAgain } from './add-again.ts'
import { writeInOrder } from './compensation.ts'
import { AssertionControl } from './controls/assertion.ts'
import { PostReadControl } from './controls/post-read.ts'
import { losesLastChild } from './last-child.ts'
import { unsent } from './message.ts'
import { explaining } from './policy-error.ts'
import { childrenOf } from './search.ts'
import type { Sessions } from './sessions.ts'
import { dnAfter, messageOf, type Step, stepsOf } from './step.ts'
import { writeSwapping } from './swap.ts'
import { commitTogether, type NumberedStep } from './transaction.ts'

const throwingAsUsual = (thrown: unknown) => {
  throw asUsual(thrown)
}

const noSuchObject = 32
const unwillingToPerform = 53
const affectsMultipleDSAs = 71
const assertionFailed = 122

/**
 * slapd 2.5.13 keeps a pointer to the new superior, which is gone when a transaction is committed, and crashes (measured;
 * a new RDN alone is copied).
 */
const isMove = ({ step }: NumberedStep): boolean => step.kind === 'rename' && step.newSuperior !== undefined

export class Writes implements Omit<Directory, keyof DirectoryReader> {
  readonly #pool: Sessions
  readonly #reader: DirectoryReader

  constructor(pool: Sessions, reader: DirectoryReader) {
    this.#pool = pool
    this.#reader = reader
  }

  add: Directory['add'] = (dn, attributes, options) => this.#writeAndRead({ kind: 'add', dn, attributes }, options)

  change: Directory['change'] = async (dn, change, { assertion, ...options }) => {
    const { types } = options
    const steps = stepsOf({ kind: 'change', dn, change, ...(assertion === undefined ? {} : { assertion }) })
    const [first, second] = steps
    if (first === undefined) {
      if (assertion !== undefined) await this.#check(dn, assertion)
      return await this.#readBack(dn, types)
    }
    if (second === undefined) return await this.#writeAndRead(first, options)
    await this.#together(steps.map((step) => ({ step, index: 0 })))
    return await this.#readBack(dnAfter(first), types)
  }

  delete: Directory['delete'] = (dn, assertion) =>
    this.#write({ kind: 'delete', dn, ...(assertion === undefined ? {} : { assertion }) })

  atomically: Directory['atomically'] = async (writes, options = {}) => {
    const steps = writes.flatMap((write, index) => stepsOf(write).map((step) => ({ step, index })))
    for (const write of writes) {
      // A guard without a write: it can be looked at, but not be made part of the unit.
      if (write.kind === 'change' && write.assertion !== undefined && stepsOf(write).length === 0) {
        await this.#check(write.dn, write.assertion)
      }
    }
    if (steps.length > 0) await this.#together(steps, options)
  }

  /** One request with its guard; several are for whoever takes them back. */
  step = (step: Step): Promise<void> => this.#write(step)

  setPassword: Directory['setPassword'] = async (dn, password) => {
    const value = new BerWriter()
    value.startSequence()
    value.writeString(dn, 0x80)
    value.writeString(password, 0x82)
    value.endSequence()
    const oid = '1.3.6.1.4.1.4203.1.11.1'
    const policy = new PasswordPolicyControl()
    const message = new ExtendedRequest({ ...unsent, oid, value: Buffer.from(value.buffer), controls: [policy] })
    await explaining(
      policy,
      this.#pool.write((session, deadline) => session.request(message, deadline)),
    )
  }

  async #together(
    steps: readonly NumberedStep[],
    { byTransaction = false, ...options }: AtomicOptions = {},
  ): Promise<void> {
    const capabilities = await this.#reader.capabilities()
    const fits = capabilities.transactions && !steps.some(isMove) && !(await this.#losesLastChild(steps))
    if (byTransaction && !fits) throw new DirectoryError(unwillingToPerform, 'this cannot be one transaction')
    if (!fits || steps.length === 1) return this.#inOrder(steps, options)
    for (const { step } of steps) await this.#checkUnlessOffered(step, capabilities)
    await this.#pool
      .writing(() => commitTogether(this.#pool, steps, capabilities.assertion))
      .catch((thrown: unknown) => {
        // Entries of two databases: told of the first write in the other one, when nothing is done yet.
        if (!(thrown instanceof DirectoryError) || thrown.code !== affectsMultipleDSAs) throw thrown
        if (byTransaction) throw new DirectoryError(unwillingToPerform, 'this cannot be one transaction')
        return this.#inOrder(steps, options)
      })
  }

  #inOrder(steps: readonly NumberedStep[], options: Pick<AtomicOptions, 'leavesDone'>): Promise<void> {
    const read = (dn: Dn, types: readonly string[]) => this.#reader.read(dn, types)
    return writeInOrder(steps, { read, write: (step) => this.#write(step) }, options)
  }

  async #losesLastChild(steps: readonly NumberedStep[]): Promise<boolean> {
    if (steps.length === 1) return false
    return losesLastChild(
      steps.map(({ step }) => step),
      (parent, most) => this.#pool.read((session, deadline) => childrenOf(session, { parent, most }, deadline)),
    )
  }

  async #writeAndRead(step: Step, { types, setsPassword = false }: AddOptions): Promise<Entry> {
    const { postRead } = await this.#reader.capabilities()
    const control = postRead ? new PostReadControl(types) : undefined
    const policy = setsPassword ? new PasswordPolicyControl() : undefined
    await explaining(policy, this.#write(step, control, policy))
    return control?.entry ?? (await this.#readBack(dnAfter(step), types))
  }

  async #write(step: Step, ...controls: readonly (Control | undefined)[]): Promise<void> {
    const capabilities = await this.#reader.capabilities()
    const type = this.#pool.settings.version
    if (step.assertion !== undefined && !capabilities.assertion && type !== undefined) {
      return this.#writeSwapping(step, type, controls)
    }
    await this.#checkUnlessOffered(step, capabilities)
    const given = controls.filter((control) => control !== undefined)
    const guard = step.assertion !== undefined && capabilities.assertion ? [new AssertionControl(step.assertion)] : []
    const send = async () => {
      const message = messageOf(step, [...guard, ...given])
      await this.#pool.write((session, deadline) => session.request(message, deadline))
    }
    if (step.kind === 'modify') return send().catch(throwingAsUsual)
    if (step.kind !== 'add') return send()
    const isThere = async (dn: Dn) => (await this.#reader.read(dn, [])) !== undefined
    await addAgain(step.dn, { add: send, isThere })
  }

  /** The controls go with the step itself; what surrounds it needs none. */
  #writeSwapping(step: Step, type: string, controls: readonly (Control | undefined)[]): Promise<void> {
    return writeSwapping(step, {
      type,
      check: ({ dn, assertion }, types) => this.#check(dn, assertion ?? always, types),
      read: (dn, types) => this.#reader.read(dn, types),
      write: ({ assertion: _, ...each }) => this.#write(each, ...(each.kind === step.kind ? controls : [])),
    })
  }

  /** Without the assertion control the guard is looked at before the write: a race between the two can be lost unseen. */
  async #checkUnlessOffered(step: Step, { assertion }: Capabilities): Promise<void> {
    if (step.assertion !== undefined && !assertion) await this.#check(step.dn, step.assertion)
  }

  /** @throws DirectoryError 122 where the entry is there and the filter does not hold, 32 where it is not there */
  async #check(dn: Dn, assertion: LdapFilter, types: readonly string[] = []): Promise<Entry> {
    const entry = await this.#reader.read(dn, types, assertion)
    if (entry !== undefined) return entry
    const isThere = (await this.#reader.read(dn, [])) !== undefined
    throw isThere
      ? new DirectoryError(assertionFailed, 'the assertion does not hold')
      : new DirectoryError(noSuchObject, 'no such entry')
  }

  /** @throws DirectoryError 'unknown-outcome' where the entry that was just written cannot be read */
  async #readBack(dn: Dn, types: readonly string[]): Promise<Entry> {
    try {
      const entry = await this.#reader.read(dn, types)
      if (entry !== undefined) return entry
    } catch (cause) {
      throw new DirectoryError('unknown-outcome', 'it was written and could not be read afterwards', { cause })
    }
    throw new DirectoryError(noSuchObject, 'it was written and is not there any more')
  }
}
