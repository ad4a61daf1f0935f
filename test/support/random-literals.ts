/** randomLiteral: what a filter compares with, drawn from the data and bent a little, so that filters hit some and miss some. */
import type { Random } from '../../src/demo/random.ts'
import type { Comparison, Literal } from '../../src/scim/filter/filter.ts'
import type { SimpleValue } from '../../src/scim/resource/resource.ts'
import type { Attribute } from '../../src/scim/schema/attribute.ts'
import { oddTexts } from './odd-texts.ts'

export const randomLiteral = (
  random: Random,
  { attribute, operator, values }: { attribute: Attribute; operator: Comparison; values: readonly SimpleValue[] },
): Literal => {
  const drawn = values.length === 0 ? undefined : random.pick(values)
  if (attribute.type === 'boolean') return random.below(2) === 0
  if (attribute.type === 'integer') return Number(drawn ?? 0) + random.pick([-1, 0, 0, 1])
  if (attribute.type === 'dateTime') return bentTime(random, String(drawn ?? '2024-01-01T00:00:00Z'))
  if (attribute.type === 'binary') return random.below(4) > 0 ? String(drawn ?? 'AAAA') : 'QUJD'
  const text = random.below(12) === 0 ? random.pick(oddTexts) : String(drawn ?? random.pick(oddTexts))
  const cut = isSubstring(operator) && random.below(8) > 0 ? pieceOf(random, [...text], operator) : text
  // Of an order the bound itself is the telling case.
  const isKept = isOrdering(operator) && random.below(2) === 0
  return [...(isKept ? cut : bent(random, cut))].slice(0, 400).join('')
}

const isOrdering = (operator: Comparison): boolean => ['gt', 'ge', 'lt', 'le'].includes(operator)

const isSubstring = (operator: Comparison): operator is 'co' | 'sw' | 'ew' => ['co', 'sw', 'ew'].includes(operator)

const pieceOf = (random: Random, characters: readonly string[], operator: 'co' | 'sw' | 'ew'): string => {
  const length = Math.min(characters.length, random.pick([1, 1, 2, 3, 4, 6]))
  const from = { sw: 0, ew: characters.length - length, co: random.below(characters.length - length + 1) }[operator]
  return characters.slice(from, from + length).join('')
}

const bent = (random: Random, text: string): string => random.pick(bends)(text)

const identity = (text: string) => text
const bends: readonly ((text: string) => string)[] = [
  ...[identity, identity, identity, identity],
  (text) => text.toLowerCase(),
  (text) => text.toUpperCase(),
  (text) => [...text].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join(''),
  (text) => ` ${text}`,
  (text) => `${text} `,
  (text) => `\u00a0${text}\u00a0`,
  (text) => text.replace(/ /g, '   '),
  (text) => text.replace(/ /g, ''),
  (text) => text.replace(/[!-~]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0)),
  (text) => text.normalize('NFD'),
  (text) => text.normalize('NFKC'),
  (text) => `${text}*`,
  (text) => [...text].slice(1).join(''),
]

/** The same instant in another zone, a second beside it, or with a fraction. */
const bentTime = (random: Random, time: string): string => {
  const shifted = (seconds: number) => new Date(Date.parse(time) + seconds * 1000).toISOString().slice(0, 19)
  return random.pick([
    time,
    `${shifted(0)}.000Z`,
    `${shifted(0)}`,
    `${shifted(7200)}+02:00`,
    `${shifted(-19_800)}-05:30`,
    `${shifted(1)}Z`,
    `${shifted(-1)}.5Z`,
    `${shifted(0)}.123456789Z`,
  ])
}
