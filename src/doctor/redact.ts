/** Redact: an exchange as it may be shown and kept: no token, no password, wherever a server repeats one. */
import type { Exchange } from './exchange.ts'

/** `secrets`: texts that are replaced wherever they stand. */
export const redact = (exchange: Exchange, secrets: readonly string[]): Exchange => {
  const { requestBody, body, text, failure } = exchange
  const hidden = [...secrets, ...passwordsIn(requestBody)].filter((secret) => secret !== '')
  const clean = (value: unknown): unknown => cleaned(value, hidden)
  return {
    ...exchange,
    path: String(clean(exchange.path)),
    ...(requestBody !== undefined && { requestBody: clean(requestBody) }),
    body: clean(body),
    ...(text !== undefined && { text: String(clean(text)) }),
    ...(failure !== undefined && { failure: String(clean(failure)) }),
    ...(exchange.looked && { looked: redact(exchange.looked, hidden) }),
  }
}

const mask = '***'

const cleaned = (value: unknown, secrets: readonly string[]): unknown => {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, mask), value)
  if (Array.isArray(value)) return value.map((item) => cleaned(item, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      cleaned(name, secrets),
      isPassword(name) ? mask : cleaned(item, secrets),
    ]),
  )
}

const passwordsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(passwordsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) =>
    isPassword(name) && typeof item === 'string' ? [item] : passwordsIn(item),
  )
}

const isPassword = (name: string): boolean => name.toLowerCase() === 'password'
