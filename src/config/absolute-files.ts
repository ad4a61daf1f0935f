/** absoluteFiles: options with the files that they name by absolute paths, so that they mean the same from any folder. */
import { resolve } from 'node:path'
import type { Path } from './problem.ts'

/** `options` as they are written; `folder`: of the file that they are written in. */
export const absoluteFiles = (options: unknown, folder: string, path: Path = []): unknown => {
  if (typeof options === 'string') return namesFile(path) ? resolve(folder, options) : options
  if (Array.isArray(options)) return options.map((item, index) => absoluteFiles(item, folder, [...path, index]))
  if (typeof options !== 'object' || options === null) return options
  const entries = Object.entries(options).map(([name, below]) => [name, absoluteFiles(below, folder, [...path, name])])
  return Object.fromEntries(entries)
}

const namesFile = (path: Path): boolean => {
  const [section] = path
  // Below these stand names of SCIM attributes and of resource types.
  if (section === 'users' || section === 'groups' || section === 'resources') return false
  if (section === 'audit') return path.at(-1) === 'file' || path.at(-1) === 'keyFile'
  if (section === 'brake') return path.at(-1) === 'folder'
  return section === 'schemas' || section === 'resourceTypes' || String(path.at(-1)).endsWith('File')
}
