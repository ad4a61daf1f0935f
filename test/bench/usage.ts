/** usageOf: CPU time and memory of a process, as Linux counts them. proc(5) */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'

export interface Usage {
  /** Microseconds, of the program and of the kernel on its behalf, all threads. */
  readonly cpu: number
  /** Megabytes. */
  readonly rss: number
  readonly peak: number
}

let ticks: number | undefined

/** Ticks of a hundredth of a second on most machines: what is measured must last longer. */
const ticksPerSecond = (): number => {
  ticks ??= Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }))
  return ticks
}

export const usageOf = (pid: number): Usage => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
  // The name of the program, in parentheses, may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  const status = readFileSync(`/proc/${pid}/status`, 'utf8')
  const megabytes = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024
  return {
    cpu: ((Number(fields[11]) + Number(fields[12])) * 1e6) / ticksPerSecond(),
    rss: megabytes('VmRSS'),
    peak: megabytes('VmHWM'),
  }
}
