/**
 * Loaded before a gateway under load: the first SIGUSR2 begins to watch its event loop, the next writes a line on stderr. Not
 * TypeScript: what takes types out would stay in the gateway's memory, 17 MB of it.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'

const resolution = 1
/** @type {ReturnType<typeof monitorEventLoopDelay> | undefined} */
let watched

process.on('SIGUSR2', () => {
  if (watched === undefined) {
    watched = monitorEventLoopDelay({ resolution })
    watched.enable()
    return
  }
  watched.disable()
  // Nanoseconds between two turns of a timer of one millisecond, which is not late when it comes after one.
  const late = (nanoseconds) => Math.max(0, nanoseconds / 1e6 - resolution)
  const line = { kind: 'lag', p99: late(watched.percentile(99)), most: late(watched.max) }
  watched = undefined
  process.stderr.write(`${JSON.stringify(line)}\n`)
})
