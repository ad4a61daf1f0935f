/** createLogIn: whether somebody is the person of a userName, by a bind with the password. RFC 4513 §5.1 */
import type { Dn } from '../ldap/dn.ts'
import { clientMapping } from '../mapping/client-mapping.ts'
import { ScimError } from '../scim/error.ts'
import type { ResourceId } from '../scim/resource/resource.ts'
import type { Dependencies } from './dependencies.ts'
import { createFindPerson } from './person.ts'
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

/**
 * The id of who has logged in; undefined: nobody, whatever the reason. Whoever is deactivated is nobody, also where the
 * directory would still take the password; and so are several of one name.
 */
export const createLogIn =
  (dependencies: Dependencies, bind: Bind) =>
  async ({ client, userName, password }: LoggingIn): Promise<ResourceId | undefined> => {
    // A bind without a password is anonymous, and servers call it a success. RFC 4513 §5.1.2
    if (password === '' || userName === '') return undefined
    const mappings = dependencies.mappings.map((mapping) => clientMapping(mapping, client))
    const scope: Scope = { tenant: 'default', client, grant: { read: true, write: false } }
    try {
      const find = createFindPerson({ ...dependencies, mappings })
      const { id, dn, isActive } = await find(scope, { kind: 'attribute', attribute: 'userName', value: userName })
      return isActive && (await bind(dn, password)) ? id : undefined
    } catch (thrown) {
      if (thrown instanceof ScimError && (thrown.status === 404 || thrown.status === 409)) return undefined
      throw translate(thrown)
    }
  }
