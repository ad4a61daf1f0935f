/** EntraDialects: how Entra words a PATCH, by default and with the flag `aadOptscim062020`. */
import { urn } from '../../scim/urn.ts'
import type { Template } from '../template.ts'

const work = 'emails[type eq "work"].value'
const employeeNumber = `${urn.enterpriseUser}:employeeNumber`

/** What differs: operations capitalised and booleans as strings, or as the RFC has them and attributes in one value. */
export interface Dialect {
  readonly flag: string
  readonly op: (name: 'Add' | 'Replace' | 'Remove') => string
  readonly boolean: (value: boolean) => Template
  readonly attributes: readonly Template[]
}

export const plain: Dialect = {
  flag: '',
  op: (name) => name,
  boolean: (value) => (value ? 'True' : 'False'),
  attributes: [
    { op: 'Replace', path: 'displayName', value: 'Ada Lovelace' },
    { op: 'Replace', path: 'name.familyName', value: 'Lovelace' },
    { op: 'Replace', path: work, value: 'lovelace.{run}@corp.example' },
    { op: 'Add', path: employeeNumber, value: '1852' },
  ],
}
export const flagged: Dialect = {
  flag: 'aadOptscim062020',
  op: (name) => name.toLowerCase(),
  boolean: (value) => value,
  attributes: [
    {
      op: 'replace',
      value: {
        displayName: 'Ada Lovelace',
        'name.givenName': 'Ada',
        'name.familyName': 'Lovelace',
        [employeeNumber]: '1852',
      },
    },
    { op: 'replace', path: work, value: 'lovelace.{run}@corp.example' },
  ],
}
