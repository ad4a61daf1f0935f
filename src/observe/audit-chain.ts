/** AuditChain: lines of which each seals the one before, so that none can be changed or taken away unseen. docs/audit.md */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'

/** Where a chain stands. */
export interface Link {
  /** Of the last line; the first one has 1. */
  readonly number: number
  /** Its seal, base64url. */
  readonly seal: string
}

export const beginning: Link = { number: 0, seal: '' }

/** Without a key whoever can write the file can seal it anew: then the last seal must be kept elsewhere. */
export type ChainKey = Uint8Array | undefined

/** The line (without its line feed) and where the chain stands behind it. */
export const sealed = (
  facts: Readonly<Record<string, unknown>>,
  { number, seal }: Link,
  key: ChainKey,
): { readonly line: string; readonly link: Link } => {
  const body = JSON.stringify({ number: number + 1, ...facts })
  const link = { number: number + 1, seal: sealOf(body, seal, key) }
  return { line: `${body.slice(0, -1)},"seal":"${link.seal}"}`, link }
}

export type Verdict =
  | { readonly kind: 'follows'; readonly link: Link }
  /** Some lines before it are missing, or were made by another process. */
  | { readonly kind: 'gap'; readonly link: Link }
  | { readonly kind: 'broken'; readonly reason: 'no line of an audit trail' | 'the seal does not fit the line' }

/** Whether a line is the next one of the chain. */
export const verify = (line: string, last: Link, key: ChainKey): Verdict => {
  const [, body, seal] = sealedLine.exec(line) ?? []
  const number = body === undefined ? undefined : numberIn(`${body}}`)
  if (body === undefined || seal === undefined || number === undefined) {
    return { kind: 'broken', reason: 'no line of an audit trail' }
  }
  const link = { number, seal }
  if (number !== last.number + 1) return { kind: 'gap', link }
  const fits = timingSafeEqual(Buffer.from(sealOf(`${body}}`, last.seal, key)), Buffer.from(seal))
  return fits ? { kind: 'follows', link } : { kind: 'broken', reason: 'the seal does not fit the line' }
}

/** Where a chain stands behind that line; undefined: it is none of a chain. */
export const linkIn = (line: string): Link | undefined => {
  const [, body, seal] = sealedLine.exec(line) ?? []
  const number = body === undefined ? undefined : numberIn(`${body}}`)
  return number === undefined || seal === undefined ? undefined : { number, seal }
}

const sealedLine = /^(\{.*),"seal":"([\w-]{43})"\}$/

const numberIn = (json: string): number | undefined => {
  try {
    const { number } = JSON.parse(json) as { readonly number?: unknown }
    return typeof number === 'number' && Number.isSafeInteger(number) && number > 0 ? number : undefined
  } catch {
    return undefined
  }
}

const sealOf = (body: string, before: string, key: ChainKey): string =>
  (key === undefined ? createHash('sha256') : createHmac('sha256', key))
    .update(`${before}\n${body}`)
    .digest('base64url')
