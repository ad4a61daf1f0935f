/** caught: what a promise is rejected with; fails where it is not. */
export const caught = async (promise: Promise<unknown>): Promise<Error & { status?: number; reason?: string }> => {
  const settled = await promise.then(
    () => undefined,
    (error: unknown) => error,
  )
  if (settled instanceof Error) return settled
  throw new Error('was not rejected')
}
