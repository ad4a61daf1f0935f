/** errorCode: why a file cannot be read, as the system says it (`ENOENT`); messages name files, which may be secrets. */
export const errorCode = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
