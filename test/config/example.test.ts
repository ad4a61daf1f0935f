import { readFileSync } from 'node:fs'
import * as v from 'valibot'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { loadConfig } from '../../src/config/load.ts'
import { optionsOf } from '../../src/config/option.ts'
import { settings } from '../../src/config/settings.ts'
import { presets } from '../../src/mapping/presets/presets.ts'
import { mappingsIn } from './support.ts'

const example = readFileSync(new URL('../../docs/scimdap.example.yaml', import.meta.url), 'utf8')

/** `#name: value` is an option that is switched off; `# text` explains. */
const switchedOff = /^(\s*)#(?=[A-Za-z]+:)/
const everything = example
  .split('\n')
  .map((line) => line.replace(switchedOff, '$1'))
  .join('\n')

/** Paths of all options of a document; `attributes`, `createAttributes`, `tolerances`, `may`, `claims`, `requires`, `resources` and `tenants` are one each, whatever names are in them. */
const pathsIn = (value: unknown, path: readonly string[] = []): readonly string[] => {
  const name = path.at(-1)
  const isOfType =
    (name === 'attributes' && path[0] !== 'references') ||
    ['createAttributes', 'tolerances', 'may', 'claims', 'requires'].includes(name ?? '')
  const isRecord = isOfType || path.join('.') === 'resources' || path.join('.') === 'tenants'
  if (Array.isArray(value) && value.some((item) => typeof item === 'object')) {
    return value.flatMap((item) => pathsIn(item, [...path, '*']))
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isRecord) return [path.join('.')]
  return Object.entries(value).flatMap(([key, below]) => pathsIn(below, [...path, key]))
}

const options = optionsOf(settings)

describe('docs/scimdap.example.yaml', () => {
  it('names every option that exists and none that does not', () => {
    const shown = [...new Set(pathsIn(parse(everything)))].sort()

    expect(shown).toEqual(options.map(({ path }) => path.join('.')).sort())
  })

  it('is a configuration that loads', () => {
    const files = { '/etc/scimdap/secrets/directory-password': 'secret\n' }

    const config = loadConfig({
      file: '/etc/scimdap/scimdap.yaml',
      text: example,
      environment: {},
      readFile: (path) => files[path as keyof typeof files],
    })

    expect(config.directory.password).toBe('secret')
    expect(mappingsIn(config).Group?.base).toBe('ou=groups,dc=example,dc=com')
  })

  it('is valid, too, with every option switched on', () => {
    expect(v.safeParse(settings, parse(everything)).issues).toBeUndefined()
  })

  it('shows the default of each option that is switched off and has one', () => {
    const shown = parse(everything)
    const defaults = options.filter(({ path, preset }) => preset !== undefined && isSwitchedOff(path))

    for (const { path, preset } of defaults) {
      expect({ path, value: path.reduce(below, shown) }).toEqual({ path, value: presetOf(path) ?? preset })
    }
    expect(defaults.length).toBeGreaterThan(30)
  })

  it('explains each option in the line above it, or in the one above its children', () => {
    const lines = example.split('\n')
    const unexplained = lines.filter((line, index) => {
      const isOption = /^\s*(?:- )?#?[A-Za-z]+:(?: |$)/.test(line) && !/^\s*# /.test(line)
      return isOption && !isExplained(lines, index)
    })

    // Sections whose options speak for themselves, and rows of the example's mapping.
    expect(unexplained.map((line) => line.trim())).toEqual([
      'listen:',
      'directory:',
      'tls:',
      'title: title',
      'members: { members: member, to: [User, Group] }',
      'lists:',
      'log:',
    ])
  })
})

const isExplained = (lines: readonly string[], index: number): boolean => /^\s*# /.test(lines[index - 1] ?? '')

const below = (value: unknown, step: string): unknown =>
  step === '*' ? (value as readonly unknown[])[0] : (value as Readonly<Record<string, unknown>>)[step]

const isSwitchedOff = (path: readonly string[]): boolean => {
  const found = path.reduce<unknown>((value, step) => (value == null ? undefined : below(value, step)), parse(example))
  return found === undefined
}

/** Of users and groups the preset's values are the defaults. */
const presetOf = ([section, name]: readonly string[]): unknown => {
  const preset = { users: presets.scimdap.User, groups: presets.scimdap.Group }[section ?? '']
  return preset?.[name as keyof typeof preset]
}
