/** personOperations: operations that run as the person who calls, so that the directory's own access rules decide. RFC 4370 */
import { causesOf, codesOf } from '../directory/causes.ts'
import type { Directory } from '../directory/directory.ts'
import type { Dn } from '../ldap/dn.ts'
import { forbidden, notImplemented, ScimError } from '../scim/error.ts'
import { asSeen } from './as-seen.ts'
import { type Refused, type TellRefused, tellBulkRefused, tellRefused } from './audit/audited.ts'
import type { Dependencies } from './dependencies.ts'
import { createKeptDirectories } from './kept-directories.ts'
import { notForPersons } from './not-for-persons.ts'
import type { Operations, Target } from './operations.ts'
import { createFindPerson, type FoundPerson } from './person.ts'
import type { Person, Scope } from './scope.ts'
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
  const tell: TellRefused = (scope, refused) => tellRefused(given, scope, refused)

  /** `know` is called with the scope of the person as soon as it is known who that is. */
  const admit = async (scope: Scope, target: Target | undefined, know: (eyes: Scope) => void): Promise<Run> => {
    const { acting } = scope
    if (acting === undefined) throw new Error('nobody is acted as')
    if (acting.endpoints === 'me' && target === undefined) throw onlyMe()
    const person = await found(scope, acting.person)
    const eyes = { ...scope, eyes: person.id }
    know(eyes)
    // A person is who it is also where it is deactivated; but nobody acts for it any more.
    if (!person.isActive) throw forbidden('This caller is deactivated')
    if (people === undefined || kept === undefined) throw notOffered()
    const isOther = acting.endpoints === 'me' && target?.id !== person.id
    const { by } = acting
    if (by.kind === 'bound') {
      if (isOther) throw onlyMe()
      const open = () => people.boundAs(person.dn, by.password())
      const key = `${person.dn}\n${by.key}`
      return (work) =>
        kept.use(key, open, (directory) => work(make(asSeen(directory)), eyes)).catch(refusingOldPassword)
    }
    const { proxiedAuthorization } = await given.directory.capabilities().catch(translating)
    if (!proxiedAuthorization) throw notOffered()
    if (isOther) throw onlyMe()
    return (work) => work(make(asSeen(people.actingAs(person.dn))), eyes)
  }
  const found = (scope: Scope, person: Person): Promise<FoundPerson> =>
    findPerson(scope, person).catch((thrown: unknown) => {
      throw thrown instanceof ScimError && thrown.status === 404 ? forbidden(thrown.message, thrown) : translate(thrown)
    })
  /** What keeps a write from becoming an operation is told here, since nothing below will. */
  const as = async <T>(
    scope: Scope,
    { target, telling }: Asked,
    work: (own: Operations, eyes: Scope) => Promise<T>,
  ): Promise<T> => {
    let known = scope
    const run = await admit(scope, target, (eyes) => {
      known = eyes
    }).catch((thrown: unknown) => {
      telling?.(known, thrown)
      throw thrown
    })
    return run(work)
  }
  /** Of the whole service. */
  const everywhere =
    <A extends readonly unknown[], R>(
      pick: (from: Operations) => (scope: Scope, ...rest: A) => Promise<R>,
      telling?: (thrown: unknown, scope: Scope, ...rest: A) => void,
    ) =>
    async (scope: Scope, ...rest: A): Promise<R> => {
      if (scope.acting === undefined) return pick(operations)(scope, ...rest)
      const asked = { telling: telling && ((known: Scope, thrown: unknown) => telling(thrown, known, ...rest)) }
      return as(scope, asked, (own, eyes) => pick(own)(eyes, ...rest))
    }
  /** Of one resource, which may be the person itself. */
  const at =
    <A extends readonly unknown[], R>(
      pick: (from: Operations) => (scope: Scope, target: Target, ...rest: A) => Promise<R>,
      operation?: Refused['operation'],
    ) =>
    async (scope: Scope, target: Target, ...rest: A): Promise<R> => {
      if (scope.acting === undefined) return pick(operations)(scope, target, ...rest)
      const telling = (known: Scope, error: unknown) => operation && tell(known, { operation, ...target, error })
      return as(scope, { target, telling }, (own, eyes) => pick(own)(eyes, target, ...rest))
    }
  return {
    search: everywhere(({ search }) => search),
    searchAll: everywhere(({ searchAll }) => searchAll),
    create: everywhere(
      ({ create }) => create,
      (error, scope, resourceType) => tell(scope, { operation: 'create', resourceType, error }),
    ),
    bulk: everywhere(
      ({ bulk }) => bulk,
      (error, scope, request) => tellBulkRefused(tell, scope, request, error),
    ),
    read: at(({ read }) => read),
    replace: at(({ replace }) => replace, 'replace'),
    patch: at(({ patch }) => patch, 'patch'),
    delete: at(({ delete: remove }) => remove, 'delete'),
    // With the gateway's own eyes: who a caller is does not depend on what it may see.
    findMe: operations.findMe,
    createMe: async (scope, me, ...rest) => {
      if (scope.acting === undefined) return operations.createMe(scope, me, ...rest)
      const error = notForPersons('create')
      tell(scope, { operation: 'create', resourceType: me.resourceType, error })
      throw error
    },
  }
}

type Run = <T>(work: (own: Operations, eyes: Scope) => Promise<T>) => Promise<T>

interface Asked {
  /** undefined: the whole service. */
  readonly target?: Target
  /** undefined: nothing would be changed. */
  readonly telling?: ((known: Scope, thrown: unknown) => void) | undefined
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
