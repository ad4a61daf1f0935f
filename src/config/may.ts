/** may: what a client is let do, resource type by resource type. docs/clients.md */
import * as v from 'valibot'
import { operationNames } from '../scim/schema/resource-type.ts'
import { text, texts } from './values.ts'

const operations = v.array(
  v.picklist(operationNames, `expected one of ${operationNames.join(', ')}`),
  'expected a list of operations',
)

/** By names of resource types: what is not named is not allowed. */
export const may = v.record(
  v.string(),
  v.strictObject(
    {
      operations: v.optional(operations),
      read: v.optional(texts),
      readExcept: v.optional(texts),
      write: v.optional(texts),
      writeExcept: v.optional(texts),
      bases: v.optional(texts),
      createBase: v.optional(text),
      filter: v.optional(text),
    },
    'expected options below it, or {} for everything',
  ),
)
