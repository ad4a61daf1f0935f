/** personOperations: operations that run as the person who calls, so that the directory's own access rules decide. RFC 4370 */
import { causesOf, codesOf } from '../directory/causes.ts'
import type { Directory } from '../directory/directory.ts'
import type { Dn } from '../ldap/dn.ts'
import { forbidden, notImplemented, ScimError } from '../scim/error.ts'
import type { ResourceId } from '../scim/resource/resource.ts'
import { asSeen } from './as-seen.ts'
import type { Dependencies } from './dependencies.ts'
import { createKeptDirectories } from './kept-directories.ts'
import { notForPersons } from './not-for-persons.ts'
import type { Operations, Target } from './operations.ts'
import { createFindPerson, type FoundPerson } from './person.ts'
import type { Acting, Scope } from './scope.ts'
import { translate } from './translate.ts'

/** The directory as somebody else sees it. */
export interface People {
  /** By proxied authorization; to be used only where the server offers it. */
  actingAs(dn: Dn): Directory
  /** By a bind of the person's own. */
  boundAs(dn: Dn, password: string): Directory & { close(): void }
  /** Milliseconds for which sessions that are bound as a person are kept for its next request. */
  readonly keptMs: number
}

type Given = Dependencies & { readonly people?: People }

/**
 * `make`: operations over the directory as a person sees it, made for each request: nothing that was seen with one
 * person's eyes is there for another one. A caller who is to act as a person never acts as the gateway: where the
 * directory cannot do that the answer is 501, and where there is no such person 403.
 */
export const personOperations = (
  given: Given,
  operations: Operations,
  make: (directory: Directory) => Operations,
): Operations => {
  const { people } = given
  const findPerson = createFindPerson(given)
  const kept = people && createKeptDirectories(people.keptMs)

  const as = async <T>(
    scope: Scope,
    work: (own: Operations, scope: Scope, self: ResourceId) => Promise<T>,
  ): Promise<T> => {
    const { acting } = scope
    if (acting === undefined) throw new Error('nobody is acted as')
    const person = await found(scope, acting).catch(translating)
    if (people === undefined || kept === undefined) throw notOffered()
    const eyes = { ...scope, eyes: person.id }
    const { by } = acting
    if (by.kind === 'bound') {
      const open = () => people.boundAs(person.dn, by.password())
      return kept
        .use(`${person.dn}\n${by.key}`, open, (directory) => work(make(asSeen(directory)), eyes, person.id))
        .catch(refusingOldPassword)
    }
    const { proxiedAuthorization } = await given.directory.capabilities().catch(translating)
    if (!proxiedAuthorization) throw notOffered()
    return work(make(asSeen(people.actingAs(person.dn))), eyes, person.id)
  }
  /** A person is who it is also where it is deactivated; but nobody acts for it any more. */
  const found = async (scope: Scope, { person }: Acting): Promise<FoundPerson> => {
    const self = await findPerson(scope, person).catch((thrown: unknown) => {
      throw thrown instanceof ScimError && thrown.status === 404 ? forbidden(thrown.message, thrown) : thrown
    })
    if (!self.isActive) throw forbidden('This caller is deactivated')
    return self
  }
  /** Of the whole service. */
  const everywhere =
    <A extends readonly unknown[], R>(pick: (from: Operations) => (scope: Scope, ...rest: A) => Promise<R>) =>
    async (scope: Scope, ...rest: A): Promise<R> => {
      if (scope.acting === undefined) return pick(operations)(scope, ...rest)
      if (scope.acting.endpoints === 'me') throw onlyMe()
      return as(scope, (own, eyes) => pick(own)(eyes, ...rest))
    }
  /** Of one resource, which may be the person itself. */
  const at =
    <A extends readonly unknown[], R>(
      pick: (from: Operations) => (scope: Scope, target: Target, ...rest: A) => Promise<R>,
    ) =>
    async (scope: Scope, target: Target, ...rest: A): Promise<R> => {
      const { acting } = scope
      if (acting === undefined) return pick(operations)(scope, target, ...rest)
      return as(scope, (own, eyes, self) => {
        if (acting.endpoints === 'me' && target.id !== self) throw onlyMe()
        return pick(own)(eyes, target, ...rest)
      })
    }
  return {
    search: everywhere(({ search }) => search),
    searchAll: everywhere(({ searchAll }) => searchAll),
    create: everywhere(({ create }) => create),
    bulk: everywhere(({ bulk }) => bulk),
    read: at(({ read }) => read),
    replace: at(({ replace }) => replace),
    patch: at(({ patch }) => patch),
    delete: at(({ delete: remove }) => remove),
    // With the gateway's own eyes: who a caller is does not depend on what it may see.
    findMe: operations.findMe,
    createMe: async (scope, ...rest) => {
      if (scope.acting !== undefined) throw notForPersons('create')
      return operations.createMe(scope, ...rest)
    },
  }
}

/** A login that worked is believed for a while, and its password may be another one by now. */
const refusingOldPassword = (thrown: unknown): never => {
  const isRefused = thrown instanceof ScimError && codesOf(causesOf(thrown)).some((code) => code === 49 || code === 53)
  throw thrown instanceof ScimError && thrown.status === 503 && isRefused
    ? forbidden('The directory does not let this person in any more', thrown)
    : thrown
}

const onlyMe = (): ScimError => forbidden('This client is there for /Me alone')

const notOffered = (): ScimError =>
  notImplemented('The directory does not let the gateway act as a person (proxied authorization, RFC 4370)')

const translating = (thrown: unknown): never => {
  throw translate(thrown)
}
