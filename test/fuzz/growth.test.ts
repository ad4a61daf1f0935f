/** No text is slow to read. What is exponential, or quadratic in a body's length, would not end here. */
import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { seedOfTheDay } from './seed.ts'

interface Progress {
  readonly name: string
  readonly at: number
  readonly failed?: string
}

/** For fifty texts, each a fraction of a millisecond of work: time for a machine that has other things to do. */
const patience = 30_000

/** Where the worker stood when it was over, or when it did not go on. */
const readAll = async (length: number): Promise<{ readonly last: Progress; readonly failed: readonly Progress[] }> => {
  const worker = new Worker(new URL('./growth-worker.ts', import.meta.url), {
    workerData: { length, share: seedOfTheDay % 5 },
  })
  const failed: Progress[] = []
  let last: Progress = { name: 'not begun', at: 0 }
  let timer = setTimeout(() => worker.terminate(), patience)
  worker.on('message', (progress: Progress) => {
    clearTimeout(timer)
    timer = setTimeout(() => worker.terminate(), patience)
    last = progress
    if (progress.failed !== undefined) failed.push(progress)
  })
  await once(worker, 'exit')
  clearTimeout(timer)
  return { last, failed }
}

describe('texts of 10,000 characters that are made to be slow to read', () => {
  it('are read, or refused, by every reader', { timeout: 300_000 }, async () => {
    const { last, failed } = await readAll(10_000)

    expect(failed).toEqual([])
    expect(last.name).toBe('done')
  })
})
