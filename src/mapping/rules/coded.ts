/** Coded rule: one SCIM value that the directory has in a form of its own: a number for a time, a text around it. */
import { type AttributeValue, type AttributeValues, valuesOf } from '../../ldap/entry.ts'
import type { ResolvedPath } from '../../scim/path/resolve.ts'
import { sameValue } from '../../scim/resource/equality.ts'
import type { SimpleValue } from '../../scim/resource/resource.ts'
import type { Leaf, Rule } from '../mapping.ts'
import type { Pushdown } from '../pushdown.ts'
import type { Codec } from '../values/codec.ts'
import type { Column } from '../values/column.ts'
import { asEncoded } from './value-map.ts'

export interface Coded {
  readonly column: Column
  /** `encode` throws invalidValue where the directory has no form for the value. */
  readonly codec: Pick<Codec, 'decode' | 'encode'>
  push(leaf: Leaf): Pushdown
}

/** The first stored value that has a form in SCIM is shown. What has none is neither shown nor touched. */
export const codedRule = (path: ResolvedPath, { column, codec, push }: Coded): Rule => {
  const attribute = path.subAttribute ?? path.attribute
  const { type, whole } = column
  const readable = (attributes: AttributeValues): readonly AttributeValue[] =>
    valuesOf(attributes, type).filter((value) => codec.decode(value) !== undefined)
  const shownOf = (attributes: AttributeValues): SimpleValue | undefined => {
    const [first] = readable(attributes)
    return first === undefined ? undefined : codec.decode(first)
  }
  return {
    path,
    types: [type],
    isAlone: true,
    decode: ({ attributes }) => shownOf(attributes),
    encode: (value, { stored }) => {
      if (sameValue(attribute, shownOf(stored), value)) {
        // Where there can be one value only, one that has no form has to make way for a new one.
        const [first] = readable(stored)
        return asEncoded(type, first !== undefined ? [first] : whole ? valuesOf(stored, type) : [])
      }
      return value === undefined ? [] : asEncoded(type, [codec.encode(value as SimpleValue)])
    },
    choices: ({ attributes }) => [[type, readable(attributes)]],
    pushdown: push,
  }
}
