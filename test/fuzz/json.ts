/** Json: JSON of strangers: right in form, wrong in parts, deep, wide, with names of prototypes. */
import fc from 'fast-check'
import { anyText, mutated, piece, prototypeNames } from './texts.ts'

/** Names and texts that mean something where the JSON is read. */
export interface Vocabulary {
  readonly names: readonly string[]
  readonly texts: readonly string[]
}

const objectOf = (members: readonly (readonly [string, unknown])[]) => Object.fromEntries(members)

export const anyJson = ({ names, texts }: Vocabulary): fc.Arbitrary<unknown> => {
  const name = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(...names) },
    { weight: 1, arbitrary: fc.constantFrom(...prototypeNames) },
    { weight: 1, arbitrary: anyText },
  )
  const leaf = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...texts) },
    { weight: 2, arbitrary: anyText },
    { weight: 2, arbitrary: fc.constantFrom(null, true, false, '', 0, 1, -1, 1.5, 1e308, 2 ** 53) },
    { weight: 1, arbitrary: fc.integer() },
  )
  return fc.letrec<{ json: unknown }>((tie) => {
    const object = fc.array(fc.tuple(name, tie('json')), { maxLength: 6 }).map(objectOf)
    const list = fc.array(tie('json'), { maxLength: 4 })
    return { json: fc.oneof({ maxDepth: 5, depthSize: 'medium' }, leaf, object, list, object) }
  }).json
}

const blow = fc.record({
  at: fc.nat({ max: 200 }),
  how: fc.constantFrom('replace', 'replace', 'drop', 'double', 'wrap', 'deepen', 'widen', 'rename'),
  times: fc.constantFrom(2, 40, 200),
  name: fc.oneof(fc.constantFrom(...prototypeNames), piece),
})
type Blow = typeof blow extends fc.Arbitrary<infer T> ? T : never

/** The same JSON with one place changed: the `at`-th value, in the order of a walk. */
const strike = (json: unknown, given: Blow, other: unknown): unknown => {
  let left = given.at % (1 + countOf(json))
  const isNext = () => left-- === 0
  const walk = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value))
      return value.flatMap((each) => (isNext() ? struckElement(each, given, other) : [walk(each)]))
    return Object.fromEntries(
      Object.entries(value).flatMap(([key, each]) =>
        isNext() ? struckMember([key, each], given, other) : [[key, walk(each)]],
      ),
    )
  }
  return isNext() ? struckValue(json, given, other) : walk(json)
}

const struckElement = (value: unknown, given: Blow, other: unknown): readonly unknown[] =>
  given.how === 'drop' ? [] : [struckValue(value, given, other)]

type Member = readonly [name: string, value: unknown]

const struckMember = ([key, value]: Member, given: Blow, other: unknown): readonly Member[] => {
  if (given.how === 'drop') return []
  if (given.how === 'rename') return [[given.name, value]]
  const twice: readonly Member[] = [
    [key, value],
    [key.toUpperCase(), value],
  ]
  return given.how === 'double' ? twice : [[key, struckValue(value, given, other)]]
}

const struckValue = (value: unknown, { how, times, name }: Blow, other: unknown): unknown => {
  if (how === 'wrap') return [value]
  if (how === 'widen') return Array.from({ length: times }, () => value)
  if (how === 'deepen') return Array.from({ length: times }).reduce((inner) => ({ [name]: [inner] }), value)
  return how === 'replace' ? other : value
}

const countOf = (json: unknown): number =>
  typeof json === 'object' && json !== null
    ? Object.values(json).reduce<number>((sum, each) => sum + countOf(each), 1)
    : 1

/** As it is, or changed in one to three places, or its text mutated (where it still is JSON), or anything. */
export const aroundJson = (good: fc.Arbitrary<unknown>, vocabulary: Vocabulary): fc.Arbitrary<unknown> => {
  const other = anyJson(vocabulary)
  const struck = fc
    .tuple(good, fc.array(fc.tuple(blow, other), { minLength: 1, maxLength: 3 }))
    .map(([json, blows]) =>
      blows.reduce<unknown>((value, [each, replacement]) => strike(value, each, replacement), json),
    )
  const retyped = mutated(good.map((json) => JSON.stringify(json))).map((text) => parsed(text))
  return fc.oneof(
    { weight: 3, arbitrary: good },
    { weight: 5, arbitrary: struck },
    { weight: 2, arbitrary: retyped },
    { weight: 1, arbitrary: other },
  )
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
