/** SyncControl: what has changed since a cookie, by the first half of LDAP Sync. RFC 4533 §2.2, §2.4, §3.3 */
import { type BerReader, type BerWriter, Control } from 'ldapts'
import { boolean, octetString } from '../ber-tags.ts'

const requestOid = '1.3.6.1.4.1.4203.1.9.1.1'
const doneOid = '1.3.6.1.4.1.4203.1.9.1.3'
const refreshOnly = 1

/** One instance for one search. */
export class SyncControl extends Control {
  readonly #cookie: string
  #saysUnchanged = false

  /** `csns`: values of contextCSN. */
  constructor(csns: readonly string[]) {
    super(requestOid, { critical: true, responseType: doneOid })
    this.#cookie = `rid=000,csn=${csns.join(';')}`
  }

  /**
   * slapd sends no new cookie, and calls its answer the whole of what was deleted, only where its contextCSN is the one asked
   * about and no write has been answered since it last moved.
   */
  get saysUnchanged(): boolean {
    return this.#saysUnchanged
  }

  override writeControl(writer: BerWriter): void {
    writer.startSequence(octetString)
    writer.startSequence()
    writer.writeEnumeration(refreshOnly)
    writer.writeString(this.#cookie)
    writer.endSequence()
    writer.endSequence()
  }

  override parseControl(reader: BerReader): void {
    reader.readSequence()
    if (reader.remain === 0 || reader.peek() !== boolean) return
    this.#saysUnchanged = reader.readBoolean() === true && reader.remain === 0
  }
}
