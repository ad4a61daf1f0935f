/** withId: what is a resource where ids are an attribute of ours: an entry without one cannot be named, and is none. */
import { and, present } from '../ldap/filter.ts'
import type { Mapping } from './mapping.ts'

/** Servers set these in every entry. */
const always: ReadonlySet<string> = new Set(['entryuuid', 'nsuniqueid', 'objectguid'])

export const withId = (mapping: Mapping, id: string): Mapping =>
  always.has(id.toLowerCase()) ? mapping : { ...mapping, entryFilter: and(mapping.entryFilter, present('entryUUID')) }
