/** Redactor: records as they may be shown and kept: no token, no password, wherever a server repeats one. */

export interface Redactor {
  /** To be told of every body that is sent: its passwords are secrets from then on. */
  note(body: unknown): void
  clean<Value>(value: Value): Value
}

export const createRedactor = (token: string): Redactor => {
  const secrets = new Set([token])
  return {
    note: (body) => {
      for (const password of passwordsIn(body)) secrets.add(password)
    },
    clean: (value) => cleaned(value, [...secrets]) as typeof value,
  }
}

const mask = '***'

const cleaned = (value: unknown, secrets: readonly string[]): unknown => {
  if (typeof value === 'string') return secrets.reduce((text, secret) => text.replaceAll(secret, mask), value)
  if (Array.isArray(value)) return value.map((item) => cleaned(item, secrets))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [name, isPassword(name) ? mask : cleaned(item, secrets)]),
  )
}

const passwordsIn = (value: unknown): readonly string[] => {
  if (Array.isArray(value)) return value.flatMap(passwordsIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, item]) =>
    isPassword(name) && typeof item === 'string' && item !== '' ? [item] : passwordsIn(item),
  )
}

const isPassword = (name: string): boolean => name.toLowerCase() === 'password'
