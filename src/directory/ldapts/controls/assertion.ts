/** AssertionControl: the operation is carried out only if the filter holds, else result 122. RFC 4528 */
import { BerWriter, Control, type Filter } from 'ldapts'

export class AssertionControl extends Control {
  readonly #filter: Filter

  constructor(filter: Filter) {
    super('1.3.6.1.1.12', { critical: true })
    this.#filter = filter
  }

  override writeControl(writer: BerWriter): void {
    const value = new BerWriter()
    this.#filter.write(value)
    writer.writeBuffer(value.buffer, 0x04)
  }
}
