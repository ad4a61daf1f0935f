/** Fields: the members of a JSON object in a schema or resource type file, looked at one by one. RFC 7643 §6, §7 */
import { isJsonObject } from '../resource/json-object.ts'

/** Where something stands in a JSON document, and who hears what is wrong with it. */
export interface Place {
  readonly path: readonly (string | number)[]
  report(path: Place['path'], message: string): void
}

export interface Fields {
  readonly place: Place
  report(name: string, message: string): void
  /** A text that is not empty; `preset` where it is missing, and without one that is reported. */
  text(name: string, preset?: string): string | undefined
  flag(name: string, preset: boolean): boolean
  /** One of the words, ignoring case. */
  word<Word extends string>(name: string, words: readonly Word[], preset: Word): Word
  /** undefined where there is no list, or an empty one. */
  texts(name: string): readonly string[] | undefined
  /** The items of a list, each with its place; none where there is no list. */
  items(name: string): readonly { readonly json: unknown; readonly place: Place }[]
}

/** undefined: reported, it is no object. Members that are not `known` are reported: a misspelt one would count as left out. */
export const readFields = (json: unknown, place: Place, known: readonly string[]): Fields | undefined => {
  if (!isJsonObject(json)) {
    place.report(place.path, `expected an object, found ${printFound(json)}`)
    return undefined
  }
  // RFC 7643 §2.5: null is as good as absent.
  const members = new Map(Object.entries(json).filter(([, value]) => value !== null))
  const report = (name: string, message: string) => place.report([...place.path, name], message)
  for (const name of members.keys()) {
    if (!known.includes(name)) report(name, `is none of ${known.join(', ')}`)
  }
  return fieldsOf(members, place, report)
}

const fieldsOf = (members: ReadonlyMap<string, unknown>, place: Place, report: Fields['report']): Fields => {
  const wrong = (name: string, expected: string) =>
    report(name, `expected ${expected}, found ${printFound(members.get(name))}`)
  const list = (name: string, expected: string): readonly unknown[] => {
    const value = members.get(name)
    if (Array.isArray(value)) return value
    if (value !== undefined) wrong(name, expected)
    return []
  }
  return {
    place,
    report,
    text: (name, preset) => {
      const value = members.get(name)
      if (typeof value === 'string' && value !== '') return value
      if (preset === undefined || (value !== undefined && value !== '')) wrong(name, 'a text')
      return preset
    },
    flag: (name, preset) => {
      const value = members.get(name) ?? preset
      if (typeof value === 'boolean') return value
      wrong(name, 'true or false')
      return preset
    },
    word: (name, words, preset) => {
      const value = members.get(name) ?? preset
      const found = words.find((word) => typeof value === 'string' && word.toLowerCase() === value.toLowerCase())
      if (found === undefined) wrong(name, `one of ${words.join(', ')}`)
      return found ?? preset
    },
    texts: (name) => {
      const values = list(name, 'a list of texts')
      const texts = values.filter((value) => typeof value === 'string' && value !== '') as readonly string[]
      if (texts.length < values.length) wrong(name, 'a list of texts')
      return texts.length === 0 ? undefined : texts
    },
    items: (name) =>
      list(name, 'a list of objects').map((json, index) => ({
        json,
        place: { ...place, path: [...place.path, name, index] },
      })),
  }
}

/** In a few words. */
export const printFound = (json: unknown): string => {
  if (json === undefined || json === null) return 'nothing'
  if (Array.isArray(json)) return 'a list'
  if (typeof json === 'object') return 'an object'
  const text = JSON.stringify(json)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}
