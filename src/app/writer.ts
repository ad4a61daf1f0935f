/** Writer: whether the directory in use takes writes, for those who would write and for whoever looks at the gateway. */
import type { OpenDirectory } from '../directory/ldapts/open.ts'
import { unavailable } from '../scim/error.ts'
import type { ReadyState } from './readiness.ts'

type Known = Pick<OpenDirectory, 'state'>

const detail = 'the directory that takes writes is away, and the one that is left is only read; try again later'

/** See `Dependencies.requireWriter`. Where it was left in between, what was answered there may have been written, or not. */
export const createRequireWriter =
  ({ state }: Known) =>
  (): (() => void) => {
    const before = state()
    if (!before.takesWrites) throw unavailable(detail, 1)
    return () => {
      if (state().readings === before.readings) return
      throw unavailable(
        'the directory that takes writes went away meanwhile; read the resource before you try again',
        1,
      )
    }
  }

/** Ready is who can be read from. */
export const tellingOfWrites = (state: ReadyState, directory: Known | undefined): ReadyState & { reason?: string } =>
  state.ready && directory?.state().takesWrites === false ? { ...state, reason: detail } : state
