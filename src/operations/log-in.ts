/** createLogIn: whether somebody is the person of a userName, by a bind with the password. RFC 4513 §5.1 */
import type { Dn } from '../ldap/dn.ts'
import { ScimError } from '../scim/error.ts'
import type { ResourceId } from '../scim/resource/resource.ts'
import { type ClientRights, mappingFor } from './client-operations.ts'
import type { Dependencies } from './dependencies.ts'
import { createEvenPace } from './even-pace.ts'
import { createFindPerson, type FoundPerson } from './person.ts'
import type { Scope } from './scope.ts'
import { translate } from './translate.ts'

export interface LoggingIn {
  /** Of whom all who log in are the people. */
  readonly client: string
  readonly userName: string
  readonly password: string
}

/** Whether the directory lets this person in, on a connection of its own; never with an empty password. */
export type Bind = (dn: Dn, password: string) => Promise<boolean>

interface Given extends Dependencies {
  /** By its name; absent: every client sees everybody. */
  readonly rightsOf?: (client: string) => ClientRights
}

/**
 * The id of who has logged in; undefined: nobody, whatever the reason, and after the same time. Whoever is deactivated is
 * nobody, also where the directory would still take the password; so are several of one name, and whoever the client does
 * not see: no bind is tried for them, since that would count against an account that is none of this client's.
 */
export const createLogIn = (given: Given, bind: Bind) => {
  const pace = createEvenPace()
  return async ({ client, userName, password }: LoggingIn): Promise<ResourceId | undefined> => {
    // A bind without a password is anonymous, and servers call it a success. RFC 4513 §5.1.2
    if (password === '' || userName === '') return undefined
    const begun = performance.now()
    const person = await findPerson(given, client, userName)
    if (person?.isActive !== true) {
      await pace.wait(begun)
      return undefined
    }
    if (await bind(person.dn, password).catch(translating)) return person.id
    pace.refused(performance.now() - begun)
    return undefined
  }
}

const findPerson = async (given: Given, client: string, userName: string): Promise<FoundPerson | undefined> => {
  const rights = given.rightsOf?.(client) ?? { setsPassword: false }
  const mappings = given.mappings.map((mapping) => mappingFor(mapping, client, rights))
  const scope: Scope = { tenant: 'default', client, grant: { read: true, write: false } }
  try {
    const find = createFindPerson({ ...given, mappings })
    return await find(scope, { kind: 'attribute', attribute: 'userName', value: userName })
  } catch (thrown) {
    if (thrown instanceof ScimError && (thrown.status === 404 || thrown.status === 409)) return undefined
    return translating(thrown)
  }
}

const translating = (thrown: unknown): never => {
  throw translate(thrown)
}
