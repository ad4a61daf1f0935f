/** CauseFacts: what may be told of an error. Its message may not: LDAP diagnostics and parsers quote values in theirs. */
export interface CauseFacts {
  readonly name: string
  readonly code?: number | string
  /** Name of an LDAP result code. RFC 4511 §4.1.9 */
  readonly resultCode?: string
  /** Call sites without the message above them. */
  readonly frames?: readonly string[]
  readonly cause?: CauseFacts
}

export interface CauseOptions {
  readonly nameOfResultCode?: (code: number) => string | undefined
  /** Defects need their call sites; a lost connection does not. */
  readonly frames?: boolean
}

const longestChain = 4
const mostFrames = 12

/** The facts of anything thrown, and of up to four causes below it. */
export const factsOf = (thrown: unknown, options: CauseOptions = {}, depth = 1): CauseFacts => {
  if (!(thrown instanceof Error)) return { name: typeof thrown }

  const code = codeOf(thrown)
  const resultCode = typeof code === 'number' ? options.nameOfResultCode?.(code) : undefined
  const frames = options.frames === true ? framesOf(thrown) : []
  return {
    name: word(thrown.name) ?? 'Error',
    ...(code === undefined ? {} : { code }),
    ...(resultCode === undefined ? {} : { resultCode }),
    ...(frames.length === 0 ? {} : { frames }),
    ...(thrown.cause === undefined || depth === longestChain
      ? {}
      : { cause: factsOf(thrown.cause, options, depth + 1) }),
  }
}

const codeOf = (error: Error): number | string | undefined => {
  const code = 'code' in error ? error.code : undefined
  return typeof code === 'number' ? code : word(code)
}

/** A short identifier, or nothing: a name or code that holds anything else might hold a value. */
const word = (text: unknown): string | undefined =>
  typeof text === 'string' && /^[A-Za-z][\w.$-]{0,59}$/.test(text) ? text : undefined

/**
 * V8 puts `Name: message` before the call sites. The message is cut off by its exact text, since it may itself
 * contain lines that look like call sites; where it was changed later and is not found, no frame is told.
 */
const framesOf = ({ stack, message }: Error): readonly string[] => {
  if (stack === undefined) return []
  const start = /^[\w.$]+(?: \[\w+\])?(?:: |(?=\n))/.exec(stack)?.[0].length
  if (start === undefined || !stack.startsWith(`${message}\n`, start)) return []
  return stack
    .slice(start + message.length)
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .slice(0, mostFrames)
    .map((line) => line.slice('    at '.length))
}
