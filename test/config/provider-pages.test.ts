/** docs/providers/, docs/provisioning.md and docs/authentication.md: each block of YAML is a configuration, or a part of one, and each page names its provider. */
import { generateKeyPairSync } from 'node:crypto'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse, stringify } from 'yaml'
import { providers } from '../../src/config/settings.ts'
import { softenedRules } from '../../src/config/softened.ts'
import { tolerancesOf } from '../../src/tolerance/wire.ts'
import { hash, load, mappingsIn, minimal } from './support.ts'

const docs = new URL('../../docs/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, docs), 'utf8')
const pages = readdirSync(new URL('providers/', docs))
  .filter((name) => name.endsWith('.md'))
  .map((name) => `providers/${name}`)
/** Pages whose blocks are configurations. */
const all = [
  ...pages,
  'provisioning.md',
  'behind-a-reverse-proxy.md',
  'behind-entra-provisioning-agent.md',
  'authentication.md',
]

/** Label by page; every provider but `other` has one. */
const labels: Readonly<Record<string, string>> = {
  'providers/authentik.md': 'authentik',
  'providers/cyberark.md': 'cyberark',
  'providers/entra.md': 'entra',
  'providers/google-workspace.md': 'google',
  'providers/jumpcloud.md': 'jumpcloud',
  'providers/keycloak.md': 'keycloak',
  'providers/okta.md': 'okta',
  'providers/onelogin.md': 'onelogin',
  'providers/ping.md': 'ping',
  'providers/rippling.md': 'rippling',
  'providers/sailpoint.md': 'sailpoint',
}

interface Block {
  readonly line: number
  readonly text: string
}

/** In a list, a block is indented as a whole. */
const blocksOf = (page: string): readonly Block[] =>
  [...read(page).matchAll(/^( *)```yaml\n([\s\S]*?)^\1```$/gm)].map(
    ({ 1: indent = '', 2: text = '', index, input }) => ({
      line: input.slice(0, index).split('\n').length,
      text: text.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  )

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** What the fragment leaves out is that of the minimal configuration, and groups have a base. */
const completed = (fragment: Tree): Tree => {
  const groups = isTree(fragment.groups) ? { groups: { base: 'ou=groups,dc=example,dc=com' } } : {}
  return over({ ...(parse(minimal) as Tree), ...groups }, fragment)
}

const over = (below: Tree, above: Tree): Tree =>
  Object.fromEntries([
    ...Object.entries(below),
    ...Object.entries(above).map(([key, value]) => {
      const under = below[key]
      return [key, isTree(under) && isTree(value) ? over(under, value) : value] as const
    }),
  ])

/** Whatever file a page names is there: with a token or a key where it is one of those. */
const secrets = (text: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    [...text.matchAll(/(\w+)File: *(\/[\w./-]+)/g)].map(([, kind, path]) => [path, contents[kind ?? ''] ?? 'secret\n']),
  )

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const contents: Readonly<Record<string, string>> = {
  token: `${hash}\n`,
  signingKey: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  keys: publicKey.export({ type: 'spki', format: 'pem' }).toString(),
}

const loaded = (text: string) => load({ text: stringify(completed(parse(text) as Tree)), files: secrets(text) })

describe.each(all)('docs/%s', (page) => {
  const blocks = blocksOf(page)

  it('shows a configuration', () => {
    expect(blocks.length).toBeGreaterThan(0)
    expect(read(page).match(/```yaml/g)).toHaveLength(blocks.length)
  })

  it.each(blocks)('has one that loads in line $line', ({ text }) => {
    expect(loaded(text).clients.length).toBeGreaterThan(0)
  })

  it('leads to pages and headings that are there', () => {
    const links = [...read(page).matchAll(/\]\(([^)#\s]*)(?:#([^)]*))?\)/g)].map(([, path = '', heading]) => ({
      path,
      heading,
    }))
    const broken = links.filter(
      ({ path, heading }) => !/^https:/.test(path) && !isThere(new URL(path, new URL(page, docs)), heading),
    )

    expect(broken).toEqual([])
  })
})

const isThere = (url: URL, heading: string | undefined): boolean => {
  if (!existsSync(url)) return false
  const headings = [...readFileSync(url, 'utf8').matchAll(/^#+ (.*)$/gm)].map(([, text = '']) => anchorOf(text))
  return heading === undefined || headings.includes(heading)
}

/** As GitHub makes them. */
const anchorOf = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')

describe('docs/providers/', () => {
  it('has a page for every provider that a client can be labelled with', () => {
    expect([...pages].sort()).toEqual(Object.keys(labels).sort())
    expect(Object.values(labels).sort()).toEqual(providers.filter((name) => name !== 'other').sort())
  })

  it.each(Object.entries(labels))('%s configures a client with provider: %s, and no other', (page, label) => {
    const named = blocksOf(page).flatMap(
      ({ text }) => (parse(text) as { clients?: { provider?: string }[] }).clients ?? [],
    )

    expect(named.length).toBeGreaterThan(0)
    expect(new Set(named.map(({ provider }) => provider))).toEqual(new Set([label]))
  })

  it.each(Object.entries(labels))('%s says how to play it with scimdap doctor', (page, label) => {
    expect(read(page)).toContain(`scimdap doctor --as ${label} --url `)
  })
})

describe('docs/provisioning.md', () => {
  it('explains each rule that the profile softens, by its name', () => {
    const text = `profile: provisioning\n${minimal}groups: { base: "ou=groups,dc=example,dc=com" }\n`
    const rules = softenedRules(load({ text })).map(({ rule }) => rule)
    const rows = [...read('provisioning.md').matchAll(/^\| `(\w+)` \| (?!warn|info|error)/gm)].map(([, rule]) => rule)

    expect(rules.filter((rule) => !rows.includes(rule))).toEqual([])
  })

  it('shows by hand what the profile stores and reads', () => {
    const byHand = blocksOf('provisioning.md').find(({ text }) => text.includes('profile: strict'))
    const text = `profile: provisioning\n${minimal}groups: { base: "ou=groups,dc=example,dc=com", placeholder: "cn=nobody,dc=example,dc=com" }\n`

    const [hand, profile] = [loaded(byHand?.text ?? ''), load({ text })]

    expect(mappingsIn(hand)).toEqual(mappingsIn(profile))
    expect(hand.clients.map(({ dialect }) => tolerancesOf(dialect))).toEqual(
      profile.clients.map(({ dialect }) => tolerancesOf(dialect)),
    )
  })
})
