/** asSeen: a directory in which nothing is below a base that is hidden from the person who looks. RFC 4511 §4.1.9 */
import { type Directory, DirectoryError } from '../directory/directory.ts'

/**
 * A server says of an entry that it hides what it says of one that is not there (32). To the gateway that is a fault of the
 * configuration; to a person it is what the access rules mean: no groups, where groups are hidden.
 */
export const asSeen = (directory: Directory): Directory => ({
  ...directory,
  search: async (request) =>
    directory.search(request).catch((thrown: unknown) => {
      if (isHidden(thrown)) return []
      throw thrown
    }),
  async *scan(request) {
    try {
      yield* directory.scan(request)
    } catch (thrown) {
      if (!isHidden(thrown)) throw thrown
    }
  },
})

const isHidden = (thrown: unknown): boolean => thrown instanceof DirectoryError && thrown.code === 32
