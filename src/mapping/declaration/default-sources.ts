/** DefaultSources: what a row takes its value from where the client sends none. */
import * as v from 'valibot'
import type { Attribute } from '../../scim/schema/attribute.ts'

const path = v.pipe(v.string(), v.nonEmpty(), v.maxLength(256))

/** SCIM paths whose values, joined by a blank, are stored; or several such lists, of which the first with any value holds. */
export const defaultSources = v.optional(
  v.union([v.array(path), v.array(v.array(path))], 'expected a list of SCIM paths, or a list of such lists'),
)

type DefaultSources = v.InferOutput<typeof defaultSources>

/** The lists; of plain paths one list. */
export const sourceLists = (sources: DefaultSources): readonly (readonly string[])[] => {
  if (sources === undefined) return []
  const lists = sources.filter((each) => typeof each !== 'string')
  return lists.length > 0 ? lists : [sources.filter((each) => typeof each === 'string')]
}

/** Whether there always is a value: one list has an attribute that every resource has. */
export const isAlwaysGiven = (sources: DefaultSources, attributes: readonly Attribute[]): boolean => {
  const sure = new Set(
    attributes.filter(({ required, supplied }) => required && supplied !== true).map(({ name }) => name),
  )
  return sourceLists(sources).some((list) => list.some((source) => sure.has(source)))
}
