/** The rooms of src/README.md, kept by machine. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = resolve(import.meta.dirname, '..')
const src = join(root, 'src')

/** What each room may import of the others, and which packages. `node:` built-ins for pure rooms stand in `pureBuiltins`. */
const rooms: Readonly<Record<string, { rooms: readonly string[]; packages: readonly string[] }>> = {
  text: { rooms: [], packages: [] },
  scim: { rooms: ['text'], packages: ['scim2-parse-filter', 'valibot'] },
  ldap: { rooms: ['text'], packages: [] },
  mapping: { rooms: ['scim', 'ldap', 'text', 'directory/subschema.ts'], packages: ['valibot', '@marcbachmann/cel-js'] },
  observe: { rooms: [], packages: ['pino', 'prom-client'] },
  directory: { rooms: ['ldap', 'text', 'observe'], packages: ['ldapts'] },
  operations: { rooms: ['scim', 'ldap', 'text', 'mapping', 'directory', 'observe'], packages: ['lru-cache'] },
  auth: {
    rooms: ['scim', 'operations/scope.ts', 'observe'],
    packages: ['jose', 'lru-cache', 'rate-limiter-flexible'],
  },
  tolerance: { rooms: ['scim'], packages: [] },
  http: {
    rooms: ['scim', 'tolerance', 'auth', 'operations', 'observe'],
    packages: ['hono', 'rate-limiter-flexible'],
  },
  config: {
    rooms: [
      ...['mapping/declaration', 'mapping/presets', 'scim/schema', 'tolerance/wire.ts', 'auth/bearer-token.ts'],
      'auth/certificates.ts',
      'auth/forwarded-certificate.ts',
      ...['auth/token-hash.ts', 'auth/keys'],
    ],
    packages: ['valibot', 'yaml', 'jose'],
  },
  app: {
    rooms: ['scim', 'tolerance', 'ldap', 'mapping', 'directory', 'operations', 'auth', 'http', 'observe', 'config'],
    packages: ['@hono/node-server', 'hono'],
  },
  check: { rooms: ['scim', 'ldap', 'text', 'mapping', 'directory', 'operations', 'config'], packages: ['ldapts'] },
  init: {
    rooms: ['scim', 'ldap', 'mapping', 'directory', 'operations/passwords/lock-in-force.ts'],
    packages: ['yaml'],
  },
  doctor: { rooms: ['scim/urn.ts'], packages: [] },
  cli: {
    rooms: [
      'app',
      'check',
      'doctor',
      'init',
      'config',
      'auth',
      'scim',
      'ldap',
      'text',
      'mapping',
      'directory',
      'operations',
      'observe',
    ],
    packages: ['commander'],
  },
  demo: { rooms: ['app', 'config', 'auth', 'ldap', 'observe'], packages: ['ldapts', 'cli-progress', 'testcontainers'] },
  main: { rooms: ['cli'], packages: [] },
}

const pureRooms = ['text', 'scim', 'tolerance', 'ldap', 'mapping']
/** Pure functions of Node: digests. */
const pureBuiltins = ['node:crypto']

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((item) => {
    const path = join(folder, item.name)
    if (item.isDirectory()) return item.name === 'node_modules' ? [] : filesBelow(path)
    return /\.(ts|mjs)$/.test(item.name) ? [path] : []
  })

const files = filesBelow(src).map((path) => {
  const text = readFileSync(path, 'utf8')
  const imports = [
    ...text.matchAll(/^(?:import\b[^'\n]*|export [^'\n]* from |\} from )'([^']+)'|\bimport\('([^']+)'\)/gm),
  ].map(([, plain, dynamic]) => (plain ?? dynamic) as string)
  const name = relative(src, path)
  return {
    path,
    name,
    text,
    imports,
    room: name.includes('/') ? (name.split('/')[0] as string) : name.replace('.ts', ''),
  }
})
const sources = files.filter(({ path }) => path.endsWith('.ts'))

const packageOf = (specifier: string) =>
  specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')

describe('the rooms of src', () => {
  it.each(sources)('$name imports only what its room may import', ({ path, room, imports }) => {
    const rules = rooms[room]
    expect(rules, `a room named ${room}`).toBeDefined()
    const outside = imports.filter((specifier) => {
      if (specifier.startsWith('node:')) return pureRooms.includes(room) && !pureBuiltins.includes(specifier)
      if (!specifier.startsWith('.')) return !rules?.packages.includes(packageOf(specifier))
      const target = relative(src, resolve(dirname(path), specifier))
      if (target.startsWith('..')) return room !== 'check' && room !== 'cli'
      const own = room === 'app' || room === 'main' ? [`${room}.ts`, `${room}/`] : [`${room}/`]
      return ![...own, ...(rules?.rooms ?? [])].some((allowed) => isInside(target, allowed))
    })
    expect(outside).toEqual([])
  })

  it('has no circle of imports', () => {
    const graph = new Map(
      sources.map(({ path, imports }) => [
        path,
        imports.filter((s) => s.startsWith('.')).map((s) => resolve(dirname(path), s)),
      ]),
    )
    expect(circlesIn(graph).map((circle) => circle.map((path) => relative(src, path)))).toEqual([])
  })

  it('imports scim2-parse-filter in one file', () => {
    expect(
      sources.filter(({ imports }) => imports.some((s) => s.startsWith('scim2-parse-filter'))).map(({ name }) => name),
    ).toEqual(['scim/filter/parse.ts'])
  })
})

const isInside = (target: string, allowed: string): boolean =>
  target === allowed || target === `${allowed}.ts` || target.startsWith(allowed.endsWith('/') ? allowed : `${allowed}/`)

const circlesIn = (graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] => {
  const circles: string[][] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    const at = trail.indexOf(path)
    if (at >= 0) circles.push([...trail.slice(at), path])
    if (at >= 0 || done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return circles
}

describe('every file', () => {
  const tests = filesBelow(join(root, 'test')).map((path) => ({
    name: relative(root, path),
    text: readFileSync(path, 'utf8'),
  }))
  const all = [...files.map(({ name, text }) => ({ name: `src/${name}`, text })), ...tests]

  it.each(all)('$name has at most 300 lines', ({ text }) => {
    expect(text.split('\n').length).toBeLessThanOrEqual(301)
  })

  it.each(sources)('$name begins with a sentence that says what it is', ({ text }) => {
    expect(text.replace(/^#!.*\n/, '')).toMatch(/^\/\*\*/)
  })

  it.each(sources)('$name has no default export, no barrel, no disabled lint', ({ name, text }) => {
    expect(text).not.toMatch(/^export default/m)
    expect(text).not.toMatch(/^export \* from|@ts-ignore|@ts-expect-error/m)
    expect(name).not.toMatch(/(^|\/)(index|utils?|helpers?|common|types|interfaces)\.ts$/)
  })

  it.each(sources.filter(({ room }) => !['config', 'cli', 'demo', 'main'].includes(room)))(
    '$name reads no environment',
    ({ text }) => {
      expect(text).not.toMatch(/process\.env/)
    },
  )

  it.each(sources.filter(({ room }) => pureRooms.includes(room)))('$name is pure: no clock, no chance', ({ text }) => {
    expect(text).not.toMatch(/Date\.now\(|new Date\(\)|Math\.random\(|performance\.now\(/)
  })

  it.each(tests.filter(({ name }) => name.endsWith('.test.ts')))('$name skips nothing and can fail', ({ text }) => {
    expect(text).not.toMatch(/\b(it|test|describe)\.(skip|only|todo|fails)\b|expect\(true\)\.toBe\(true\)/)
  })
})

describe('src/README.md', () => {
  const readme = readFileSync(join(src, 'README.md'), 'utf8')

  it('names every room', () => {
    const folders = readdirSync(src).filter((name) => statSync(join(src, name)).isDirectory())
    expect(folders.filter((name) => !readme.includes(`\`${name}\``))).toEqual([])
  })

  it('names only files that exist', () => {
    const named = [...readme.matchAll(/`((?:[\w-]+\/)+[\w.-]+\.(?:ts|mjs|md|yaml|ldif))`/g)].map(
      ([, path]) => path as string,
    )
    const missing = named.filter(
      (path) => ![src, root].some((base) => statSync(join(base, path), { throwIfNoEntry: false })),
    )
    expect(named.length).toBeGreaterThan(10)
    expect(missing).toEqual([])
  })
})
