/** overview: every entry of a directory by its object classes alone: which are people, which are groups, and where they are. */

import { type Directory, DirectoryError } from '../directory/directory.ts'
import { eachOf } from '../directory/each-of.ts'
import type { ObjectClassDescription, Subschema } from '../directory/subschema.ts'
import type { Dn } from '../ldap/dn.ts'
import { textsOf } from '../ldap/entry.ts'
import { present } from '../ldap/filter.ts'
import { typesOf } from '../mapping/compile/class-types.ts'

export interface Seen {
  readonly dn: Dn
  /** As stored. */
  readonly classes: readonly string[]
}

export interface Overview {
  readonly suffix: Dn
  readonly entries: number
  readonly people: readonly Seen[]
  readonly groups: readonly Seen[]
  /** Entries that describe a password policy. */
  readonly policies: number
  /** Why not everything was seen. */
  readonly cut: 'by the server' | 'by --entries' | undefined
}

export interface Looking {
  readonly directory: Pick<Directory, 'scan'>
  readonly subschema: Subschema
  /** No more than so many entries. */
  readonly most: number
  /** Called now and then with the number of entries seen. */
  readonly progress: (entries: number) => void
}

/** @throws DirectoryError, but where a limit of the server cut the answer */
export const overviewOf = async (suffix: Dn, looking: Looking): Promise<Overview> => {
  const { directory, subschema, most, progress } = looking
  const kindOf = kindsBy(subschema)
  const people: Seen[] = []
  const groups: Seen[] = []
  let entries = 0
  let policies = 0
  let cut: Overview['cut']
  const request = { base: suffix, scope: 'sub', filter: present('objectClass'), types: ['objectClass'] } as const
  try {
    for await (const { dn, attributes } of eachOf(directory.scan(request))) {
      if (entries === most) {
        cut = 'by --entries'
        break
      }
      entries++
      if (entries % 1_000 === 0) progress(entries)
      const classes = textsOf(attributes, 'objectClass')
      const kind = kindOf(classes)
      if (kind === 'person') people.push({ dn, classes })
      if (kind === 'group') groups.push({ dn, classes })
      if (classes.some((name) => name.toLowerCase() === 'pwdpolicy')) policies++
    }
  } catch (thrown) {
    if (!(thrown instanceof DirectoryError) || !isLimit(thrown)) throw thrown
    cut = 'by the server'
  }
  return { suffix, entries, people, groups, policies, cut }
}

/** timeLimitExceeded, sizeLimitExceeded, adminLimitExceeded: what came before it is true. */
const isLimit = ({ code }: DirectoryError): boolean => code === 3 || code === 4 || code === 11

const personClasses: ReadonlySet<string> = new Set(['person', 'posixaccount', 'user'])
const groupClasses: ReadonlySet<string> = new Set(
  ['groupOfNames', 'groupOfUniqueNames', 'groupOfMembers', 'posixGroup', 'group', 'groupOfURLs', 'groupOfEntries'].map(
    (name) => name.toLowerCase(),
  ),
)
/** Machines, and accounts of nobody in particular, though some of them are persons by their class. */
const otherClasses: ReadonlySet<string> = new Set(['computer', 'device', 'applicationprocess', 'mailboxalias'])

type Kind = 'person' | 'group' | 'other'

/** Each set of classes is thought about once. */
const kindsBy = (subschema: Subschema): ((classes: readonly string[]) => Kind) => {
  const known = new Map<string, Kind>()
  return (classes) => {
    const key = classes.join(' ').toLowerCase()
    const kind = known.get(key) ?? kindOf(classes, subschema)
    known.set(key, kind)
    return kind
  }
}

const kindOf = (classes: readonly string[], subschema: Subschema): Kind => {
  const names = closureOf(classes, subschema)
  const isOne = (of: ReadonlySet<string>) => [...names].some((name) => of.has(name))
  if (isOne(groupClasses)) return 'group'
  if (isOne(otherClasses)) return 'other'
  if (isOne(personClasses)) return 'person'
  const descriptions = classes.flatMap((name) => subschema.objectClass(name) ?? [])
  return descriptions.some((each) => isLikePerson(each, subschema)) ? 'person' : 'other'
}

/** A structural class of the house that inherits from nothing: it names a person by surname, and by a login or an address. */
const isLikePerson = (description: ObjectClassDescription, subschema: Subschema): boolean => {
  const types = new Set(typesOf(description, subschema))
  return description.kind === 'structural' && types.has('sn') && (types.has('uid') || types.has('mail'))
}

/** The classes and all that they inherit from, in lower case, under every name. */
export const closureOf = (classes: readonly string[], subschema: Subschema): ReadonlySet<string> => {
  const names = new Set<string>()
  const pending = [...classes]
  for (let name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (names.has(name.toLowerCase())) continue
    const description = subschema.objectClass(name)
    for (const each of [name, ...(description?.names ?? [])]) names.add(each.toLowerCase())
    pending.push(...(description?.superiors ?? []))
  }
  return names
}
