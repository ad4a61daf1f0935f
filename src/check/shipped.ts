/** Shipped files: what `ldap-schema/` says, read from beside the package's code. RFC 2849 */
import { fileURLToPath } from 'node:url'

/** Content of a file by its path; throws as `readFileSync` does. */
export type ReadFile = (path: string) => string

export type ShippedFile = 'scimdap.ldif' | 'scimdap.schema' | 'indexes.ldif' | 'acl.ldif'

/** The same number of folders up from `src/check/` and from `dist/check/`. */
export const readShipped = (name: ShippedFile, readFile: ReadFile): string =>
  readFile(fileURLToPath(new URL(`../../ldap-schema/${name}`, import.meta.url)))

/** All values of an attribute type in an LDIF text of one record, in order. Base64 is not read: our files have none. */
export const valuesIn = (ldif: string, type: string): readonly string[] => {
  const prefix = `${type}: `
  return ldif
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\n ', '')
    .split('\n')
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length))
}
