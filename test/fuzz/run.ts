/** `npm run fuzz -- --minutes 30 [--seed 7] [--only filter,dn] [--missed]`: inputs, findings and branches of each target. */
import { parseArgs } from 'node:util'
import { Worker } from 'node:worker_threads'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Math.floor(Date.now() / 1000)) },
    only: { type: 'string', default: '' },
    missed: { type: 'boolean', default: false },
  },
})

/** How long one input may take. Generous: other things run on the machine; what is exponential takes years. */
const stallMs = 60_000

const heartbeat = new Int32Array(new SharedArrayBuffer(8))
const worker = new Worker(new URL('./worker.ts', import.meta.url), {
  workerData: { ...values, minutes: Number(values.minutes), seed: Number(values.seed), heartbeat },
})
let beats = 0
let seenAt = Date.now()
const watch = setInterval(() => {
  const now = Atomics.load(heartbeat, 0)
  if (now !== beats || Atomics.load(heartbeat, 1) === 0) [beats, seenAt] = [now, Date.now()]
  if (Date.now() - seenAt < stallMs) return
  console.error(
    `no answer for ${stallMs / 1000} s: input ${now} in all, of the target after the last one above, seed ${values.seed}`,
  )
  process.exit(1)
}, 1_000)
worker.on('error', (error) => {
  console.error(error)
  process.exitCode = 1
})
worker.on('exit', (code) => {
  clearInterval(watch)
  process.exitCode ||= code
})
