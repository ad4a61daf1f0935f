/** createProgress: a bar for what takes longer than two seconds, and nothing for what does not. */
import { SingleBar } from 'cli-progress'

export interface Progress {
  update(done: number): void
  end(): void
}

const patienceMs = 2000

/** On a terminal a bar; elsewhere one line, so that a log shows what is being waited for. */
export const createProgress = (what: string, total: number): Progress => {
  const began = Date.now()
  const bar = new SingleBar({
    format: `${what} {bar} {percentage}% | {value} of {total} | {eta_formatted} to go`,
    barCompleteChar: '█',
    barIncompleteChar: '░',
    hideCursor: true,
    clearOnComplete: false,
  })
  let isShown = false
  let last = 0
  return {
    update: (done) => {
      const now = Date.now()
      if (now - began < patienceMs || now - last < 100) return
      if (!isShown) {
        isShown = true
        if (process.stderr.isTTY) bar.start(total, done)
        else console.error(`${what} ...`)
      }
      last = now
      bar.update(done)
    },
    end: () => {
      if (!isShown) return
      bar.update(total)
      bar.stop()
    },
  }
}
