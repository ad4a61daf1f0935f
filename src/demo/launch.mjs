/**
 * The door of `npm run demo`, `npm test`, `npm run conformance`, `npm run soak` and `npm run bench`, and of the command `scimdap` in a clone: any Node
 * from 20 on runs it, without packages. It installs what is missing, and goes on with the Node that the project brings.
 */
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))
const modules = join(root, 'node_modules')
const ownNode = join(modules, 'node', 'bin', 'node')
const wantedMajor = 24

const programs = {
  demo: [join(root, 'src', 'demo', 'demo.ts')],
  test: [join(root, 'test', 'run.ts')],
  conformance: [join(root, 'test', 'conformance', 'conformance.ts')],
  soak: [join(root, 'test', 'soak', 'soak.ts')],
  bench: [join(root, 'test', 'bench', 'bench.ts')],
  scimdap: [join(root, 'src', 'main.ts')],
}

main()

function main() {
  const [name = '', ...rest] = process.argv.slice(2)
  if (!Object.hasOwn(programs, name))
    fail('usage: node src/demo/launch.mjs demo|test|conformance|soak|bench|scimdap [arguments]')
  if (!arePackagesInstalled()) installPackages()
  const node = findNode()
  const PATH = [join(modules, '.bin'), dirname(node), process.env.PATH ?? ''].join(delimiter)
  // The files that a user of scimdap names are relative to where the user is.
  const cwd = name === 'scimdap' ? process.cwd() : root
  const child = spawn(node, [...programs[name], ...rest], { cwd, stdio: 'inherit', env: { ...process.env, PATH } })
  forward(child)
  if (process.env.npm_lifecycle_event !== undefined) endWithParent(child)
}

/** npm writes down at the end of an installation what is there: it must be what the lock file wants. */
function arePackagesInstalled() {
  const wanted = readJson(join(root, 'package-lock.json'))?.packages ?? {}
  const present = readJson(join(modules, '.package-lock.json'))?.packages
  if (present === undefined) return false
  return Object.entries(wanted).every(
    ([path, { version, optional }]) => path === '' || optional === true || present[path]?.version === version,
  )
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    return undefined
  }
}

/**
 * As the lock file says, which `--no-save` leaves as it is. Not `npm ci`: that refuses a lock file without the builds
 * for other platforms, which it has only where the registry that wrote it carries them.
 */
function installPackages() {
  console.error('Installing the npm packages of the project ...')
  // NODE_ENV=production would leave out what the demo and the tests need.
  const args = ['install', '--no-save', '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']
  const npm = process.env.npm_execpath
  const { status } = npm?.endsWith('.js')
    ? spawnSync(process.execPath, [npm, ...args], { cwd: root, stdio: 'inherit' })
    : spawnSync('npm', args, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) fail('npm could not install the packages: see above, and try `npm install` in the project.')
}

/** npm may be told to run no install scripts, or ask first: then the package `node` has not fetched its program yet. */
function findNode() {
  if (major(ownNode) === wantedMajor) return ownNode
  console.error(`Fetching Node ${wantedMajor} ...`)
  const { npm_config_local_prefix: _local, npm_config_prefix: _prefix, ...env } = process.env
  const packageFolder = join(modules, 'node')
  if (existsSync(packageFolder)) {
    spawnSync(process.execPath, ['installArchSpecificPackage'], { cwd: packageFolder, stdio: 'inherit', env })
  }
  if (major(ownNode) === wantedMajor) return ownNode
  if (major(process.execPath) >= wantedMajor) return process.execPath
  return fail(`Node ${wantedMajor} could not be fetched: install it, and run this command with it.`)
}

function major(node) {
  const { status, stdout } = spawnSync(node, ['--version'], { encoding: 'utf8' })
  return status === 0 ? Number(/^v(\d+)/.exec(stdout)?.[1]) : undefined
}

/** A terminal sends Ctrl-C to the child as well; from elsewhere the signal comes to us alone, from npm also twice. */
function forward(child) {
  const sent = new Set()
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      const hasIt = sent.has(signal) || (signal === 'SIGINT' && process.stdin.isTTY)
      if (!hasIt) child.kill(signal)
      // To the command it means to load its configuration again, as often as it is sent.
      if (signal !== 'SIGHUP' || process.env.npm_lifecycle_event !== undefined) sent.add(signal)
    })
  }
  child.on('error', (error) => fail(error.message))
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.removeAllListeners(name)
    process.kill(process.pid, signal)
  })
}

/** npm passes a signal on to the shell between it and us, which dies of it and tells nobody. */
function endWithParent(child) {
  const parent = process.ppid
  const timer = setInterval(() => {
    if (process.ppid === parent) return
    clearInterval(timer)
    child.kill('SIGTERM')
  }, 500)
  timer.unref()
}

function fail(message) {
  console.error(message)
  process.exit(1)
}
