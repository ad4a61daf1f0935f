/** createStagedReads: reading as if the writes of a unit of work were done already: the directory's answer with them laid over. */
import { type Dn, normaliseDn } from '../../ldap/dn.ts'
import type { Entry } from '../../ldap/entry.ts'
import { always } from '../../ldap/filter.ts'
import { DirectoryError, type DirectoryReader, type SearchRequest } from '../directory.ts'
import { selected } from './canonical-type.ts'
import { createMatcher } from './matcher.ts'
import type { Stage } from './stage.ts'

const noSuchObject = 32
const unavailableCriticalExtension = 12

export const createStagedReads = (directory: DirectoryReader, stage: Stage): DirectoryReader => {
  /** Entries of the stage that a search finds. */
  const staged = async (request: SearchRequest): Promise<readonly Entry[]> => {
    if (stage.isEmpty) return []
    const subschema = await directory.subschema()
    const matches = createMatcher(request.filter, subschema)
    const isWithin = within(request)
    return [...stage.present()]
      .filter((each) => isWithin(each) && matches(each.entry.attributes) === true)
      .map(({ entry }) => selected(entry, request.types, subschema))
  }
  /** The search as the directory is asked; undefined: nothing that it has lies there. */
  const asked = (request: SearchRequest): SearchRequest | undefined => {
    const place = stage.at(request.base)
    if (place === 'vacated') throw new DirectoryError(noSuchObject, 'the base of the search is gone')
    if (place === 'untouched') return request
    return place.origin === undefined ? undefined : { ...request, base: place.origin }
  }
  const isUnchanged = ({ dn }: Entry): boolean => !stage.isTouched(dn)

  return {
    subschema: () => directory.subschema(),
    // What a dereferenced value stands for would have to be laid over too; searches do that.
    capabilities: async () => ({ ...(await directory.capabilities()), deref: false }),
    changeMark: async () => undefined,
    dereference: () => {
      throw new DirectoryError(unavailableCriticalExtension, 'not within a unit of work')
    },
    async *scan(request) {
      const real = asked(request)
      if (real !== undefined) {
        for await (const page of directory.scan({ ...request, ...real })) {
          const unchanged = page.filter(isUnchanged)
          if (unchanged.length > 0) yield unchanged
        }
      }
      const own = await staged(request)
      if (own.length > 0) yield own
    },
    search: async (request) => {
      const real = asked(request)
      const found = real === undefined ? [] : await directory.search(real)
      if (stage.isEmpty) return found
      return [...found.filter(isUnchanged), ...(await staged(request))].slice(0, request.most)
    },
    read: async (dn, types, filter = always) => {
      const place = stage.at(dn)
      if (place === 'vacated') return undefined
      if (place === 'untouched') return directory.read(dn, types, filter)
      return (await staged({ base: dn, scope: 'base', filter, types }))[0]
    },
  }
}

type Placed = { readonly key: string; readonly parentKey: string }

const within = ({ base, scope }: { readonly base: Dn; readonly scope: SearchRequest['scope'] }) => {
  const baseKey = normaliseDn(base)
  return ({ key, parentKey }: Placed): boolean => {
    if (scope === 'base') return key === baseKey
    if (scope === 'one') return parentKey === baseKey
    return baseKey === '' || key === baseKey || key.endsWith(`,${baseKey}`)
  }
}
