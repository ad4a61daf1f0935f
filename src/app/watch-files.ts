/** watchFiles: tells when files that were read are others by now, however they were replaced. */
import { type FSWatcher, realpathSync, statSync, watch } from 'node:fs'
import { dirname, resolve } from 'node:path'

export interface FileWatch {
  /** Reads a file, and looks at it from then on. */
  readFile(path: string): string
  /** From now on only at what is read from here on: to be called before everything is read again. */
  forget(): void
  close(): void
}

export interface WatchOptions {
  readonly readFile: (path: string) => string
  /** Called when files have changed and have rested for a while since: not in the middle of a write. */
  readonly changed: () => void
  /** Milliseconds. */
  readonly rest?: number
  /** Milliseconds between looks where the file system tells nothing, as over a network. */
  readonly interval?: number
}

/**
 * Folders are watched and not files: editors and Kubernetes (`..data`) put others in their place. What a notice says is not
 * believed, the files are looked at; and they are looked at now and then without one.
 */
export const watchFiles = ({ readFile, changed, rest = 300, interval = 5_000 }: WatchOptions): FileWatch => {
  const stamps = new Map<string, string>()
  const watchers = new Map<string, FSWatcher>()
  let resting: NodeJS.Timeout | undefined
  let seen = ''

  const look = (): void => {
    clearTimeout(resting)
    const now = stampsOf(stamps.keys())
    if ([...stamps.values()].join('\n') === now) return
    if (now === seen) {
      // Told once; whoever reads them anew makes new stamps.
      for (const path of stamps.keys()) stamps.set(path, stampOf(path))
      seen = ''
      changed()
      return
    }
    seen = now
    lookSoon()
  }
  const lookSoon = (): void => {
    clearTimeout(resting)
    resting = setTimeout(look, rest).unref()
  }
  const follow = (folder: string): void => {
    if (watchers.has(folder)) return
    try {
      const watcher = watch(folder, { persistent: false }, lookSoon)
      // The folder is gone, or cannot be watched here: the looks without a notice are left.
      watcher.on('error', () => watchers.delete(folder))
      watchers.set(folder, watcher)
    } catch {}
  }
  /** Folders too: by the same names there may be others by now. */
  const forget = (): void => {
    stamps.clear()
    for (const watcher of watchers.values()) watcher.close()
    watchers.clear()
  }
  const polling = setInterval(look, interval).unref()

  return {
    readFile: (path) => {
      const file = resolve(path)
      // Before it is read: what is written between the two is seen as a change.
      if (!stamps.has(file)) stamps.set(file, stampOf(file))
      for (const folder of foldersOf(file)) follow(folder)
      return readFile(path)
    },
    forget,
    close: () => {
      clearInterval(polling)
      clearTimeout(resting)
      forget()
    },
  }
}

const stampsOf = (paths: Iterable<string>): string => [...paths].map(stampOf).join('\n')

/** Differs whenever the content may; behind links, it is that of the file itself. */
const stampOf = (path: string): string => {
  try {
    const { ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
    return [ino, size, mtimeNs, ctimeNs].join(' ')
  } catch {
    return 'none'
  }
}

/** Where it is named, and where it is. */
const foldersOf = (file: string): readonly string[] => {
  try {
    return [dirname(file), dirname(realpathSync(file))]
  } catch {
    return [dirname(file)]
  }
}
