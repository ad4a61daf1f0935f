/** LDIF of content records: printed for slapadd, and read as far as the files of ldap-schema/ need it. RFC 2849 */
import { readFile } from 'node:fs/promises'

export interface LdifEntry {
  readonly dn: string
  /** Attribute descriptions as they are written, with their values in order. */
  readonly attributes: Readonly<Record<string, readonly (string | Uint8Array)[]>>
}

/** The record with its closing blank line. Lines are not folded: slapadd reads them at any length. */
export const printLdifEntry = ({ dn, attributes }: LdifEntry): string => {
  const lines = [printLine('dn', dn)]
  for (const [type, values] of Object.entries(attributes)) {
    for (const value of values) lines.push(printLine(type, value))
  }
  return `${lines.join('\n')}\n\n`
}

/** All values of one attribute in a file of ldap-schema/, written for another suffix than dc=example,dc=com. */
export const shippedValues = async (file: string, type: string, suffix: string): Promise<readonly string[]> => {
  const text = await readFile(shippedFile(file), 'utf8')
  const lines = text
    .replaceAll(/^#.*\n/gm, '')
    .replaceAll('\n ', '')
    .split('\n')
  const prefix = `${type}: `
  return lines
    .filter((line) => line.startsWith(prefix))
    .map((line) => line.slice(prefix.length).replaceAll('dc=example,dc=com', suffix))
}

export const shippedFile = (name: string): URL => new URL(`../../ldap-schema/${name}`, import.meta.url)

const printLine = (type: string, value: string | Uint8Array): string =>
  typeof value === 'string' && isSafe(value)
    ? `${type}: ${value}`
    : `${type}:: ${Buffer.from(value as string).toString('base64')}`

/** Printable SAFE-STRING of RFC 2849, and no blank at the end (note 8). */
const isSafe = (value: string): boolean => /^(?![ :<])[ -~]*$/.test(value) && !value.endsWith(' ')
