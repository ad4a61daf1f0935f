import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import { watchFiles } from '../../src/app/watch-files.ts'

const folder = mkdtempSync(join(tmpdir(), 'scimdap-watch-'))
const opened: { close(): void }[] = []
afterEach(() => {
  for (const each of opened.splice(0)) each.close()
  rmSync(folder, { recursive: true, force: true })
})

const file = join(folder, 'token')
const write = (content: string, path = file) => {
  mkdirSync(join(path, '..'), { recursive: true })
  writeFileSync(path, content)
}

/** Reads the file, and again after each change; `interval` is too long to matter unless given. */
const watching = (paths: readonly string[] = [file], { interval = 60_000, rest = 40 } = {}) => {
  const contents: string[] = []
  const read = () => {
    watch.forget()
    contents.push(
      paths
        .map((path) => {
          try {
            return watch.readFile(path)
          } catch {
            return 'none'
          }
        })
        .join(),
    )
  }
  const watch = watchFiles({ readFile: (path) => readFileSync(path, 'utf8'), changed: read, rest, interval })
  opened.push(watch)
  read()
  return contents
}

const settled = async (contents: readonly string[], count: number): Promise<readonly string[]> => {
  for (let tries = 0; contents.length < count && tries < 200; tries++) await wait(20)
  // Long enough for one more that should not be.
  await wait(250)
  return contents
}

describe('watchFiles', () => {
  it('tells when a file is written in place', async () => {
    write('one')
    const contents = watching()
    write('two')

    expect(await settled(contents, 2)).toEqual(['one', 'two'])
  })

  it('tells when another file takes its place, time after time', async () => {
    write('one')
    const contents = watching()
    for (const [index, next] of ['two', 'three', 'four'].entries()) {
      write(next, `${file}.new`)
      renameSync(`${file}.new`, file)
      await settled(contents, index + 2)
    }

    expect(contents).toEqual(['one', 'two', 'three', 'four'])
  })

  it('tells when the folder behind a link is another one, as Kubernetes changes a secret', async () => {
    write('one', join(folder, '..1/token'))
    symlinkSync('..1', join(folder, '..data'))
    symlinkSync('..data/token', file)
    const contents = watching()
    for (const [index, next] of ['two', 'three'].entries()) {
      write(next, join(folder, `..${index + 2}/token`))
      symlinkSync(`..${index + 2}`, join(folder, '..data_tmp'))
      renameSync(join(folder, '..data_tmp'), join(folder, '..data'))
      rmSync(join(folder, `..${index + 1}`), { recursive: true })
      await settled(contents, index + 2)
    }

    expect(contents).toEqual(['one', 'two', 'three'])
  })

  it('tells when the file that a link leads to is written', async () => {
    write('one', join(folder, 'archive/cert1'))
    symlinkSync('archive/cert1', file)
    const contents = watching()
    write('two', join(folder, 'archive/cert1'))

    expect(await settled(contents, 2)).toEqual(['one', 'two'])
  })

  it('tells when a file is there that was not, and when it is gone', async () => {
    write('other', join(folder, 'other'))
    const contents = watching()
    write('one')
    await settled(contents, 2)
    rmSync(file)

    expect(await settled(contents, 3)).toEqual(['none', 'one', 'none'])
  })

  it('tells of several that change together once', async () => {
    write('a')
    write('b', join(folder, 'key'))
    const contents = watching([file, join(folder, 'key')], { rest: 400 })
    write('c')
    await wait(20)
    write('d', join(folder, 'key'))

    expect(await settled(contents, 2)).toEqual(['a,b', 'c,d'])
  })

  it('does not read a file while it is being written', async () => {
    write('begin')
    const contents = watching([file], { rest: 400 })
    for (let part = 1; part <= 10; part++) {
      write('part '.repeat(part))
      await wait(15)
    }
    write('whole')

    expect(await settled(contents, 2)).toEqual(['begin', 'whole'])
  })

  it('is silent while files beside it change', async () => {
    write('one')
    const contents = watching()
    write('x', join(folder, 'neighbour'))

    expect(await settled(contents, 1)).toEqual(['one'])
  })

  it('looks by itself where the file system tells nothing', async () => {
    const away = join(folder, 'later/token')
    const contents = watching([away], { interval: 50 })
    write('one', away)

    expect(await settled(contents, 2)).toEqual(['none', 'one'])
  })
})
