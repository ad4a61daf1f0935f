/** AuditFile: an append-only file of lines, rotated by size, whose chain goes on over rotation and restart. */
import {
  closeSync,
  existsSync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  statSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { beginning, type Link, linkIn } from './audit-chain.ts'

export interface AuditFileOptions {
  readonly path: string
  /** Bytes of a file from which on the next line begins another one. */
  readonly maxBytes: number
  /** Older files that are kept; undefined: all. */
  readonly keep: number | undefined
  readonly now: () => number
}

export class AuditFile {
  readonly #options: AuditFileOptions
  #descriptor: number | undefined
  #size = 0

  constructor(options: AuditFileOptions) {
    this.#options = options
  }

  /** Where the chain stands that the file, or the newest older one, ends with. @throws Error of the file system */
  last(): Link {
    for (const path of [this.#options.path, ...this.#older().toReversed()]) {
      const link = lastIn(path)
      if (link !== undefined) return link
    }
    return beginning
  }

  /** Whether it can be written to. @throws Error of the file system */
  open(): void {
    this.#ready(0)
  }

  /** On its way to the disk when it returns. @throws Error of the file system; then no part of the line is in the file */
  append(line: string): void {
    const bytes = Buffer.from(`${line}\n`)
    const descriptor = this.#ready(bytes.length)
    try {
      writeAll(descriptor, bytes)
    } catch (error) {
      ftruncateSync(descriptor, this.#size)
      throw error
    }
    this.#size += bytes.length
  }

  close(): void {
    if (this.#descriptor === undefined) return
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    try {
      fsyncSync(descriptor)
    } finally {
      closeSync(descriptor)
    }
  }

  /** Of a file that has room for the bytes, and is still the one of that name: others may rotate it, too. */
  #ready(bytes: number): number {
    if (this.#descriptor !== undefined && !isSame(this.#descriptor, this.#options.path)) this.close()
    if (this.#descriptor !== undefined && this.#size > 0 && this.#size + bytes > this.#options.maxBytes) this.#rotate()
    return this.#descriptor ?? this.#open()
  }

  #open(): number {
    const { path } = this.#options
    const descriptor = openSync(path, 'a', 0o600)
    this.#descriptor = descriptor
    this.#size = fstatSync(descriptor).size
    // A line that a crash cut off stays alone.
    if (this.#size > 0 && lastByteOf(path) !== lineFeed) this.#size += writeSync(descriptor, '\n')
    return descriptor
  }

  #rotate(): void {
    const { path, now, keep } = this.#options
    this.close()
    let time = now()
    // Two in a millisecond: none may take the other's place.
    while (existsSync(oldName(path, time))) time += 1
    renameSync(path, oldName(path, time))
    if (keep === undefined) return
    for (const old of this.#older().slice(0, -keep || undefined)) unlinkSync(old)
  }

  /** Oldest first: their names end with the time. */
  #older(): readonly string[] {
    const { path } = this.#options
    const prefix = `${basename(path)}.`
    return readdirSync(dirname(path))
      .filter((name) => name.startsWith(prefix) && /^[\dTZ-]+$/.test(name.slice(prefix.length)))
      .toSorted()
      .map((name) => join(dirname(path), name))
  }
}

const oldName = (path: string, time: number): string =>
  `${path}.${new Date(time).toISOString().replaceAll(/[:.]/g, '-')}`

const lineFeed = 0x0a

const isSame = (descriptor: number, path: string): boolean => {
  try {
    return fstatSync(descriptor).ino === statSync(path).ino
  } catch {
    return false
  }
}

const writeAll = (descriptor: number, bytes: Buffer): void => {
  let done = 0
  while (done < bytes.length) done += writeSync(descriptor, bytes, done)
}

const lastByteOf = (path: string): number | undefined => tailOf(path, 1)[0]

/** The chain behind the last whole line. */
const lastIn = (path: string): Link | undefined => {
  for (let length = 65_536; ; length *= 8) {
    const tail = tailOf(path, length)
    const lines = tail
      .toString()
      .split('\n')
      .slice(tail.length < length ? 0 : 1)
    const link = lines
      .toReversed()
      .map(linkIn)
      .find((each) => each !== undefined)
    if (link !== undefined || tail.length < length) return link
  }
}

const tailOf = (path: string, length: number): Buffer => {
  let descriptor: number
  try {
    descriptor = openSync(path, 'r')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
  try {
    const { size } = fstatSync(descriptor)
    const bytes = Buffer.alloc(Math.min(length, size))
    readSync(descriptor, bytes, 0, bytes.length, size - bytes.length)
    return bytes
  } finally {
    closeSync(descriptor)
  }
}
