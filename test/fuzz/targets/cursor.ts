/** Cursor: only what this service printed, for this caller and question, is one. RFC 9865 §5.2 */
import fc from 'fast-check'
import { cursorKeys, parseCursor, printCursor } from '../../../src/scim/search/cursor.ts'
import { answer, isRefused, law, lawOfEquals, target } from '../target.ts'
import { around, storableText } from '../texts.ts'

const keys = cursorKeys(new Uint8Array(32).fill(7))
const others = cursorKeys(new Uint8Array(32).fill(8))

const sortKey = fc.oneof(
  storableText,
  fc.constantFrom<number | boolean>(7, 1.5, true),
  fc.record({ seconds: fc.integer(), fraction: fc.constantFrom('', '5', '1'.repeat(300)) }),
)
const place = fc.record(
  {
    direction: fc.constantFrom('next' as const, 'previous' as const),
    position: fc.record({ id: fc.uuid(), key: sortKey }, { requiredKeys: ['id'] }),
    snapshot: fc.uuid(),
    count: fc.nat({ max: 1000 }),
  },
  { requiredKeys: ['direction'] },
)

const expires = 2_000
export const cursor = target({
  name: 'cursor',
  files: ['src/scim/search/cursor.ts'],
  inputs: fc.tuple(
    place,
    storableText,
    fc.nat({ max: 0xffff }),
    around(fc.constantFrom('AbC-_', '', 'x'.repeat(5_000))),
  ),
  check: ([given, context, at, text]) => {
    law(isRefusedKey(new Uint8Array(at % 32)), 'a short secret is no key')
    cursorKeys(new Uint8Array(32 + (at % 32)))
    const printed = printCursor(given as Parameters<typeof printCursor>[0], { keys, context, expires })
    law(printed.length <= 4096, 'every cursor is short enough to be read')
    const back = parseCursor(printed, { keys, context, now: 1_000 })
    lawOfEquals(printCursor(back, { keys, context, expires }), printed, 'parse(print(x)) = x')
    for (const parsing of [
      { keys, context, now: expires },
      { keys, context: `${context}x`, now: 1_000 },
      { keys: others, context, now: 1_000 },
    ])
      law(
        isRefused(answer(() => parseCursor(printed, parsing))),
        'a cursor is for one caller, one question and some time',
      )
    const forged = `${printed.slice(0, at % printed.length)}${printed[at % printed.length] === 'A' ? 'B' : 'A'}${printed.slice((at % printed.length) + 1)}`
    for (const strange of [
      forged,
      text,
      `${printed}${text}x`,
      `${printed}=`,
      printed.slice(0, at % printed.length) || 'A',
    ])
      law(
        isRefused(answer(() => parseCursor(strange, { keys, context, now: 1_000 }))) || strange === '',
        'nobody else makes cursors',
      )
  },
})

const isRefusedKey = (secret: Uint8Array): boolean => {
  try {
    cursorKeys(secret)
    return false
  } catch {
    return true
  }
}
