/** withNames: a directory that keeps ids and versions under names of its own, spoken to as if it had the usual ones. */
import { randomUUID } from 'node:crypto'
import { type AttributeValues, type Entry, textOf } from '../../ldap/entry.ts'
import type { Dereference, Directory, DirectoryWrite } from '../directory.ts'
import { idTextOf, type Names, typesOfActiveDirectory, versionTextOf } from './names.ts'
import { filterToServer, typesToServer } from './to-server.ts'

/** What reads and writes through the port; all else of the directory stays as it is. */
export const withNames = <D extends Directory>(directory: D, names: Names): D => {
  const fromServer = (entry: Entry, types: readonly string[]) => inUsualNames(entry, { types, names })
  const asked = <R extends Asked>(request: R): R => ({
    ...request,
    ...(request.filter && { filter: filterToServer(request.filter, names) }),
    ...(request.assertion && { assertion: filterToServer(request.assertion, names) }),
    ...(request.types && { types: typesToServer(request.types, names) }),
    ...(request.dereference && {
      dereference: { ...request.dereference, shown: typesToServer(request.dereference.shown, names) },
    }),
  })
  const told = (write: DirectoryWrite): DirectoryWrite =>
    write.kind === 'add' ? { ...write, attributes: withOwnId(write.attributes, names) } : asked(write)
  return {
    ...directory,
    async *scan(request) {
      for await (const page of directory.scan(asked(request))) {
        yield page.map((entry) => fromServer(entry, request.types))
      }
    },
    search: async (request) => {
      const shown = request.dereference?.shown ?? []
      // A value that names no readable entry comes without attributes, and stays so.
      const named = (entry: Entry) => (entry.attributes.size === 0 ? entry : fromServer(entry, shown))
      return (await directory.search(asked(request))).map((entry) => ({
        ...fromServer(entry, request.types),
        ...(entry.dereferenced && { dereferenced: entry.dereferenced.map(named) }),
      }))
    },
    read: async (dn, types, filter) => {
      const request = asked({ types, ...(filter && { filter }) })
      const entry = await directory.read(dn, request.types, request.filter)
      return entry && fromServer(entry, types)
    },
    async *dereference(dn, type, types) {
      for await (const entries of directory.dereference(dn, type, typesToServer(types, names))) {
        // A value that names no readable entry comes without attributes, and stays so.
        yield entries.map((entry) => (entry.attributes.size === 0 ? entry : fromServer(entry, types)))
      }
    },
    add: async (dn, attributes, options) =>
      fromServer(
        await directory.add(dn, options.isWithoutId ? attributes : withOwnId(attributes, names), asked(options)),
        options.types,
      ),
    change: async (dn, change, options) =>
      fromServer(await directory.change(dn, change, asked(options)), options.types),
    delete: (dn, assertion) => directory.delete(dn, assertion && filterToServer(assertion, names)),
    atomically: (writes, options) => directory.atomically(writes.map(told), options),
  }
}

type Asked = {
  readonly filter?: Parameters<typeof filterToServer>[0]
  readonly assertion?: Parameters<typeof filterToServer>[0]
  readonly types?: readonly string[]
  readonly dereference?: Dereference | undefined
}

interface Wanted {
  readonly types: readonly string[]
  readonly names: Names
}

const inUsualNames = (entry: Entry, { types, names }: Wanted): Entry => {
  const wanted = new Set(types.map((type) => type.toLowerCase()))
  const attributes = new Map(entry.attributes)
  const give = (usual: string, own: string, text: string | undefined) => {
    if (!wanted.has(usual) || own.toLowerCase() === usual) return
    if (!wanted.has(own.toLowerCase())) attributes.delete(own.toLowerCase())
    if (text !== undefined) attributes.set(usual, [text])
  }
  give('entryuuid', names.id.type, idTextOf(entry, names))
  if (names.version !== undefined) give('entrycsn', names.version, versionTextOf(entry, names.version))
  if (names.id.form === 'guid')
    for (const [usual, own] of typesOfActiveDirectory) give(usual, own, textOf(entry.attributes, own))
  return { ...entry, attributes }
}

/** An entry that is put back keeps the id that it had. */
const withOwnId = (attributes: AttributeValues, { id }: Names): AttributeValues =>
  !id.isOwn || attributes.has(id.type.toLowerCase())
    ? attributes
    : new Map([...attributes, [id.type.toLowerCase(), [randomUUID()]]])
