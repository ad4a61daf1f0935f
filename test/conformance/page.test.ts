import { describe, expect, it } from 'vitest'
import { blocksOf, runPage } from './page.ts'

const fence = '```'
const block = (language: string, text: string) => `${fence}${language}\n${text}\n${fence}\n\nText.\n`
const run = (...blocks: readonly string[]) =>
  runPage({ markdown: blocks.join('\n'), replacements: [['ada', 'eve']], env: process.env })

describe('blocksOf', () => {
  it('finds blocks with their language and line', () => {
    expect(blocksOf(`# Page\n\n${block('sh', 'echo 1')}\n${block('json', '1')}`)).toEqual([
      { language: 'sh', text: 'echo 1\n', line: 4 },
      { language: 'json', text: '1\n', line: 10 },
    ])
  })
})

describe('runPage', () => {
  it('runs the commands in one shell and compares what they print', async () => {
    const done = await run(
      block('sh', 'x=ada'),
      block('console', '$ false'),
      block('sh', `echo '{"id": 7, "name": "'$x'", "list": [1, {"a": null}]}'`),
      block('json', '{ "id": "…", "name": "ada", "list": ["…", { "a": "…" }] }'),
    )

    expect(done).toEqual({ commands: 2, problems: [] })
  })

  it.each([
    ['another value', '{"id": 8}'],
    ['a value too many on the page', '{"id": 7, "name": "…"}'],
    ['a value too few on the page', '{}'],
    ['another type', '[7]'],
    ['no JSON on the page', '{"id": 7'],
  ])('finds %s', async (_, expected) => {
    const { problems } = await run(block('sh', `echo '{"id": 7}'`), block('json', expected))

    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatch(/^line 8: the page says/)
  })

  it('finds output that is no JSON', async () => {
    expect((await run(block('sh', 'true'), block('json', '{}'))).problems).toHaveLength(1)
  })

  it('names the block that fails, and runs none after it', async () => {
    const { problems } = await run(
      block('sh', 'echo 1'),
      block('json', '1'),
      block('sh', 'echo out; echo broken >&2; false | true'),
      block('sh', 'echo never >&2'),
      block('json', '2'),
    )

    expect(problems).toEqual(['line 14: the command failed: out\nbroken'])
  })

  it('finds a variable that nothing has set', async () => {
    expect((await run(block('sh', 'echo $nobody_has_set_this'))).problems).toHaveLength(1)
  })
})
