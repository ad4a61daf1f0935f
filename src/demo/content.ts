/** demoContent: the invented directory as LDIF, in a stream that shows how far it has come. */
import { groups } from './groups.ts'
import { type LdifEntry, printLdifEntry } from './ldif.ts'
import { people } from './people.ts'
import { createProgress } from './progress.ts'

export interface ContentOptions {
  readonly count: number
  readonly suffix: string
  /** userPassword of the first ten people, hashed. */
  readonly passwordHash?: string
}

/** In chunks of some kilobytes; slapadd takes them as fast as it can load them. */
export function* demoContent({ count, suffix, ...rest }: ContentOptions): Generator<string> {
  const base = `ou=people,${suffix}`
  const progress = createProgress(`Loading ${count} people and their groups`, count)
  let done = 0
  for (const chunk of inChunks(people({ count, seed: 1, base, ...rest }))) {
    yield chunk.text
    done += chunk.entries
    progress.update(done)
  }
  for (const { text } of inChunks(groups({ people: count, base: `ou=groups,${suffix}`, peopleBase: base }))) yield text
  progress.end()
}

interface Chunk {
  readonly text: string
  readonly entries: number
}

const chunkLength = 64 * 1024

function* inChunks(entries: Iterable<LdifEntry>): Generator<Chunk> {
  let chunk: Chunk = { text: '', entries: 0 }
  for (const entry of entries) {
    chunk = { text: chunk.text + printLdifEntry(entry), entries: chunk.entries + 1 }
    if (chunk.text.length < chunkLength) continue
    yield chunk
    chunk = { text: '', entries: 0 }
  }
  yield chunk
}
