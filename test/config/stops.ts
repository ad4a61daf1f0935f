/** stops: why a row keeps the gateway from serving, from the YAML to the schema of a real slapd. */
import { compileMappings, declaredTypes } from '../../src/app/compile-operations.ts'
import { ConfigError } from '../../src/config/problem.ts'
import { MappingError } from '../../src/mapping/compile/compile.ts'
import { subschema } from '../mapping/support.ts'
import { load, minimal } from './support.ts'

/** What keeps `serve` from serving with these rows of users, and whatever else stands below `users`. */
export const stops = (row: string, more = ''): readonly string[] => {
  const text = minimal.replace('users:\n', `users:\n${more}  attributes:\n    ${row}\n`)
  try {
    compileMappings(declaredTypes(load({ text })), subschema)
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ where, message }) => short(`${where}: ${message}`))
    if (!(error instanceof MappingError)) throw error
    return error.problems.map(({ where, path, message }) => short(`${where}: ${path}: ${message}`))
  }
  return []
}
const short = (problem: string) => problem.replace('/etc/scimdap/', '')
