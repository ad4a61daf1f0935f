/**
 * Environment: options from variables. `directory.timeouts.connectMs` is SCIMDAP_DIRECTORY_TIMEOUTS_CONNECT_MS, the
 * first client's name SCIMDAP_CLIENTS_0_NAME; lists are separated by commas; an empty variable counts as not set.
 */
import { nearest } from './nearest.ts'
import type { Option } from './option.ts'
import type { Path, Problem } from './problem.ts'

export interface Variable {
  readonly name: string
  readonly path: Path
  readonly value: unknown
}

export interface EnvironmentLayer {
  readonly variables: readonly Variable[]
  readonly problems: readonly Problem[]
}

export type Environment = Readonly<Record<string, string | undefined>>

/** Names the configuration file, for `serve` and its like. */
export const fileVariable = 'SCIMDAP_CONFIG'

export const readEnvironment = (environment: Environment, options: readonly Option[]): EnvironmentLayer => {
  const known = options.filter(({ kind }) => kind !== 'record').map(patternOf)
  const variables: Variable[] = []
  const problems: Problem[] = []
  for (const [name, text] of Object.entries(environment)) {
    if (text === undefined || text === '' || !isOurs(name)) continue
    const variable = readVariable(name, text, known)
    if (variable !== undefined) variables.push(variable)
    else problems.push({ where: printVariable(name), message: unknownVariable(name, options) })
  }
  return { variables, problems }
}

export const printVariable = (name: string): string => `environment variable ${name}`

/** `SCIMDAP_…` of an option; `*` becomes `0`. */
export const variableOf = (path: readonly string[]): string =>
  ['SCIMDAP', ...path.map((step) => (step === '*' ? '0' : upperSnake(step)))].join('_')

interface Pattern {
  readonly option: Option
  readonly pattern: RegExp
}

const upperSnake = (name: string): string => name.replace(/(?<=[a-z\d])(?=[A-Z])/g, '_').toUpperCase()

const patternOf = (option: Option): Pattern => {
  const steps = option.path.map((step) => (step === '*' ? String.raw`(0|[1-9]\d{0,2})` : upperSnake(step)))
  return { option, pattern: new RegExp(`^SCIMDAP_${steps.join('_')}$`) }
}

/** Kubernetes sets variables of its own for a service that is named scimdap; they are nobody's spelling mistake. */
const isOurs = (name: string): boolean =>
  name.startsWith('SCIMDAP_') &&
  name !== fileVariable &&
  !/^SCIMDAP_(?:SERVICE_(?:HOST|PORT(?:_\w+)?)|PORT(?:_\d+_(?:TCP|UDP|SCTP)(?:_(?:PROTO|PORT|ADDR))?)?)$/.test(name)

const readVariable = (name: string, text: string, known: readonly Pattern[]): Variable | undefined => {
  for (const { option, pattern } of known) {
    const match = pattern.exec(name)
    if (match === null) continue
    const indexes = match.slice(1).map(Number)
    const path = option.path.map((step) => (step === '*' ? indexes.shift()! : step))
    return { name, path, value: coerce(text, option.kind) }
  }
  return undefined
}

/** What is no number or boolean stays a text, and the schema says what it expected. */
const coerce = (text: string, kind: Option['kind']): unknown => {
  if (kind === 'number' && /^\d{1,15}$/.test(text)) return Number(text)
  if (kind === 'boolean' && (text === 'true' || text === 'false')) return text === 'true'
  if (kind === 'list') return text.split(',').map((item) => item.trim())
  return text
}

const unknownVariable = (name: string, options: readonly Option[]): string => {
  const record = options.find(({ kind, path }) => kind === 'record' && name.startsWith(variableOf(path)))
  if (record !== undefined) return `${record.path.join('.')} can only be written in the YAML file`
  const meant = nearest(
    name,
    options.map(({ path }) => variableOf(path)),
  )
  return meant === undefined ? 'no option has this name' : `no option has this name; did you mean ${meant}?`
}
