/** JsonObject: what `JSON.parse` makes of `{…}`. RFC 8259 §4 */

export type JsonObject = Readonly<Record<string, unknown>>

export const isJsonObject = (json: unknown): json is JsonObject =>
  typeof json === 'object' && json !== null && !Array.isArray(json)
