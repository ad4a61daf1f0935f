/** Problem: what is wrong with a configuration, and where. No message holds the value of a secret. */

export type Path = readonly (string | number)[]

export interface Problem {
  /** `scimdap.yaml:12:7` or `environment variable SCIMDAP_LISTEN_PORT`. */
  readonly where: string
  readonly message: string
}

/** Every problem at once: nobody wants to start a gateway seven times to mend seven lines. */
export class ConfigError extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ where, message }) => `${where}: ${message}`).join('\n'))
    this.name = 'ConfigError'
    this.problems = problems
  }
}

/** `clients[0].name`, `users.attributes["name.formatted"]`. */
export const printPath = (path: Path): string =>
  path
    .map((step, index) => {
      if (typeof step === 'number') return `[${step}]`
      if (!/^[\w-]+$/.test(step)) return `[${JSON.stringify(step)}]`
      return index === 0 ? step : `.${step}`
    })
    .join('')

/** What stands there, in a few words: kinds for secrets and for everything large, the value elsewhere. */
export const printFound = (path: Path, value: unknown): string => {
  if (value === undefined || value === null) return 'nothing'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'options'
  if (isSecret(path)) return typeof value === 'string' ? 'a text that is not shown' : `a ${typeof value}`
  const found = JSON.stringify(typeof value === 'string' ? value.replace(/\/\/[^/]*@/, '//…@') : value)
  return found.length > longestFound ? `${found.slice(0, longestFound)}…` : found
}

const longestFound = 60

/** Also the names of secret files: a secret written there by mistake is still a secret. */
const isSecret = (path: Path): boolean =>
  path.some(
    (step) =>
      typeof step === 'string' &&
      /^(?:password|passwordFile|tokens|tokenFile|key|keyFile|secrets|secretFile|clientSecret|clientSecretFile|signingKeyFile)$/.test(
        step,
      ),
  )
