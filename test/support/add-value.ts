/** addValue: one more value, as an ldapts change. */
import { Attribute, Change } from 'ldapts'

export const addValue = (type: string, value: string): Change =>
  new Change({ operation: 'add', modification: new Attribute({ type, values: [value] }) })
