/** ProxiedAuthorizationControl: the operation is carried out as somebody else, by whose rights the server judges it. RFC 4370 */
import { type BerWriter, Control } from 'ldapts'
import { octetString } from '../ber-tags.ts'

export const proxiedAuthorizationOid = '2.16.840.1.113730.3.4.18'

/** Critical, as RFC 4370 §3 demands: a server that does not know it refuses, instead of acting as whoever is bound. */
export class ProxiedAuthorizationControl extends Control {
  readonly #identity: string

  /** @param identity authzId of RFC 4513 §5.2.1.8: `dn:uid=ann,ou=people,dc=example,dc=com` */
  constructor(identity: string) {
    super(proxiedAuthorizationOid, { critical: true })
    this.#identity = identity
  }

  override writeControl(writer: BerWriter): void {
    writer.writeBuffer(Buffer.from(this.#identity), octetString)
  }
}
