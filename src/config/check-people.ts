/** checkPeople: what must hold between the options of clients that act as people, and of logins. docs/people.md */
import { type Finding, found } from './finding.ts'
import { nearest } from './nearest.ts'
import type { Settings } from './settings.ts'

export const checkPeople = ({ basic: logins, clients }: Settings): readonly Finding[] => {
  const names = clients.map(({ name }) => name)
  const near = nearest(logins.client ?? '', names)
  return [
    ...found(
      logins.enabled && logins.client === undefined,
      ['basic', 'client'],
      'is required: the name of the client whose rights whoever logs in has',
    ),
    ...found(
      logins.client !== undefined && !names.includes(logins.client),
      ['basic', 'client'],
      `there is no client of this name${near === undefined ? '' : `; did you mean ${near}?`}`,
    ),
    ...clients.flatMap(({ name, actAs, endpoints, userName, may }, index) => [
      ...found(
        logins.enabled && logins.client === name && may !== undefined && !Object.hasOwn(may, 'User'),
        ['clients', index, 'may'],
        'shows no User to this client, and basic.client is of all who log in: nobody could',
      ),
      ...found(
        endpoints !== undefined && actAs !== 'person',
        ['clients', index, 'endpoints'],
        'is for clients with actAs: person',
      ),
      ...found(
        logins.enabled && logins.client === name && userName !== undefined,
        ['clients', index, 'userName'],
        'is of one person, and basic.client is of all who log in',
      ),
    ]),
  ]
}

/** Whoever has neither tokens nor certificates of its own may still be the client of people who log in. */
export const isOfLogins = ({ basic: logins }: Settings, name: string): boolean =>
  logins.enabled && logins.client === name
