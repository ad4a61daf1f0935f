/** What is installed with the gateway, and as whom its image runs. docs/security.md */
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'

const read = (path: string) => readFileSync(resolve(import.meta.dirname, '..', path), 'utf8')

interface Locked {
  readonly dev?: boolean
  readonly hasInstallScript?: boolean
  readonly integrity?: string
  readonly resolved?: string
}

const locked = Object.entries(JSON.parse(read('package-lock.json')).packages as Record<string, Locked>).filter(
  ([path]) => path !== '',
)
const atRunTime = locked.filter(([, { dev }]) => dev !== true)

describe('the packages that are there at run time', () => {
  it('are those of package.json and what they need, and few', () => {
    const names = atRunTime.map(([path]) => path.replace(/^.*node_modules\//, ''))
    const { dependencies } = JSON.parse(read('package.json'))

    expect(names).toEqual(expect.arrayContaining(Object.keys(dependencies)))
    expect(names.length).toBeLessThan(80)
  })

  it('run nothing when they are installed', () => {
    expect(atRunTime.filter(([, { hasInstallScript }]) => hasInstallScript === true)).toEqual([])
  })

  it('are fixed to one version and its hash', () => {
    const { dependencies } = JSON.parse(read('package.json')) as { dependencies: Record<string, string> }

    expect(Object.values(dependencies).filter((version) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
    expect(atRunTime.filter(([, { integrity }]) => !/^sha512-/.test(integrity ?? '')).map(([path]) => path)).toEqual([])
  })
})

describe('the image of the gateway', () => {
  const stages = read('docker/gateway/Dockerfile')
    .replaceAll(/^#.*\n/gm, '')
    .split(/^FROM /m)
  const last = stages.at(-1) ?? ''

  it('is installed without scripts of packages', () => {
    expect(stages.join('').match(/npm (?:install|ci|prune)[^\n&]*/g)).toSatisfy(
      (commands: readonly string[]) =>
        commands.length > 0 && commands.every((each) => each.includes('--ignore-scripts')),
    )
  })

  it('runs as a number that is not root, and nothing after that is done as root again', () => {
    expect([...last.matchAll(/^USER (.*)$/gm)].map(([, user]) => user)).toEqual([
      expect.stringMatching(/^[1-9]\d*:[1-9]\d*$/),
    ])
    expect(last.slice(last.indexOf('\nUSER '))).not.toMatch(/^(?:RUN|COPY|ADD|VOLUME)/m)
  })

  it('gives no file to the user that it runs as, but the folder of its state', () => {
    const state = 'RUN mkdir -p /var/lib/scimdap && chown 10001:10001 /var/lib/scimdap\n'

    expect(last).toContain(state)
    expect(last.replace(state, '')).not.toMatch(/chown|chmod (?!\+x)/)
  })

  it('is started with a read-only file system and without capabilities', () => {
    const { gateway } = parse(read('docker/compose.yaml')).services

    expect(gateway).toMatchObject({ read_only: true, cap_drop: ['ALL'], security_opt: ['no-new-privileges'] })
    expect((gateway.volumes ?? []).filter((volume: string) => !volume.endsWith(':ro'))).toEqual([
      'gateway-state:/var/lib/scimdap',
    ])
    expect(read('docs/docker.md')).toContain('--read-only --cap-drop ALL')
  })
})
