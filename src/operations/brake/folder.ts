/**
 * bookIn: a client's book in a folder, which outlives the process and is shared by every gateway that has the folder: a
 * journal for each hour, to which lines are appended and whose order decides, and a file for as long as the client is held.
 */
import { appendFile, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { BookName, BrakeBook, OpenBook } from './book.ts'
import { anHour, type BrakeLine, createTally, type Hold, type Verdict } from './tally.ts'

/** Names of clients have no `~`, and those of tenants nothing that a file name has not. */
const stemOf = ({ tenant, client }: BookName): string => `${encodeURIComponent(tenant)}~${encodeURIComponent(client)}`

export const bookIn =
  (folder: string): OpenBook =>
  (name) => {
    const stem = join(folder, stemOf(name))
    const heldFile = `${stem}.held.json`
    let reading = startReading(stem, 0)
    let kept: Hold | undefined

    const turnTo = (now: number) => {
      const hour = Math.floor(now / anHour)
      if (hour === reading.hour) return
      void rm(journalOf(stem, hour - 2), { force: true }).catch(() => undefined)
      reading = startReading(stem, hour)
    }
    const book: BrakeBook = {
      refresh: async (now) => {
        turnTo(now)
        await reading.next()
        kept = await readHold(heldFile)
      },
      hold: () => {
        const { tally } = reading
        return kept !== undefined && !tally.isReleased(kept.id) ? kept : tally.hold()
      },
      write: async (line) => {
        turnTo(line.at)
        await mkdir(folder, { recursive: true, mode: 0o750 })
        for (let attempt = 1; attempt <= 3; attempt++) {
          await appendFile(journalOf(stem, reading.hour), `${JSON.stringify(line)}\n`)
          const verdicts = await reading.next()
          if (line.kind !== 'take' || verdicts.has(line.id)) return verdicts.get(line.id)
        }
        // On some network file systems one of two lines that are appended at once is lost.
        throw new Error('what was appended to the journal of the brake is not in it')
      },
      keep: async (hold) => {
        await writeFile(`${heldFile}.new`, `${JSON.stringify(hold)}\n`)
        await rename(`${heldFile}.new`, heldFile)
        kept = hold
      },
      release: async ({ hold: { id }, at, freeUntil }) => {
        await book.write({ kind: 'release', id, at, ...(freeUntil !== undefined && { freeUntil }) })
        await rm(heldFile, { force: true })
        kept = undefined
      },
      tally: () => reading.tally,
    }
    return book
  }

const journalOf = (stem: string, hour: number): string => `${stem}.${hour}.jsonl`

/** This hour's journal behind the one before it: older lines count no more. */
const startReading = (stem: string, hour: number) => {
  const tally = createTally()
  const read = [hour - 1, hour].map((each) => followLines(journalOf(stem, each)))
  return {
    hour,
    tally,
    /** Verdicts on the takings that are new. */
    next: async (): Promise<ReadonlyMap<string, Verdict>> => {
      const verdicts = new Map<string, Verdict>()
      for (const lines of read) {
        for (const line of await lines()) {
          const verdict = tally.apply(line)
          if (line.kind === 'take' && verdict !== undefined) verdicts.set(line.id, verdict)
        }
      }
      return verdicts
    },
  }
}

/** What was appended since the last call, as far as it is whole lines. */
const followLines = (file: string): (() => Promise<readonly BrakeLine[]>) => {
  let offset = 0
  return async () => {
    const bytes = await readFrom(file, offset)
    const end = bytes.lastIndexOf(0x0a) + 1
    offset += end
    return bytes.subarray(0, end).toString('utf8').split('\n').flatMap(lineIn)
  }
}

const readFrom = async (file: string, offset: number): Promise<Buffer> => {
  const handle = await open(file, 'r').catch(undefinedIfMissing)
  if (handle === undefined) return Buffer.alloc(0)
  try {
    const { size } = await handle.stat()
    const bytes = Buffer.alloc(Math.max(0, size - offset))
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, offset)
    return bytes.subarray(0, bytesRead)
  } finally {
    await handle.close()
  }
}

/** A line that a full disk has cut short is none. */
const lineIn = (text: string): readonly BrakeLine[] => {
  try {
    const line: unknown = JSON.parse(text)
    return typeof line === 'object' && line !== null && 'kind' in line ? [line as BrakeLine] : []
  } catch {
    return []
  }
}

/** A file that is there and cannot be read as one holds all the same: nobody released the client. */
const readHold = async (file: string): Promise<Hold | undefined> => {
  const text = await readFile(file, 'utf8').catch(undefinedIfMissing)
  if (text === undefined) return undefined
  try {
    return JSON.parse(text) as Hold
  } catch {
    return { id: 'unknown', since: 0, what: 'unknown', used: 0, wanted: 0, limit: 0 }
  }
}

const undefinedIfMissing = (thrown: unknown): undefined => {
  if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT')) throw thrown
}
