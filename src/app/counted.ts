/** Counted: a service that knows how many requests are under way in it, and is closed when there are none. */
import type { Fetch } from './listener.ts'
import type { Service } from './service.ts'

export interface Counted {
  readonly fetch: Fetch
  /** Waits until nothing is under way, for so many milliseconds at most, then closes it. May be called twice. */
  close(graceMs: number): Promise<void>
}

/** Nobody may ask it any more when it is closed. */
export const counted = (service: Pick<Service, 'fetch' | 'close'>): Counted => {
  let underWay = 0
  let drained = () => {}
  let closing: Promise<void> | undefined

  const fetch: Fetch = async (request, arrival) => {
    underWay++
    try {
      return await service.fetch(request, arrival)
    } finally {
      underWay--
      if (underWay === 0) drained()
    }
  }
  const close = async (graceMs: number) => {
    let cut: NodeJS.Timeout | undefined
    if (underWay > 0)
      await new Promise<void>((resolve) => {
        drained = resolve
        cut = setTimeout(resolve, graceMs)
      })
    clearTimeout(cut)
    await service.close()
  }
  return {
    fetch,
    close: (graceMs) => {
      closing ??= close(graceMs)
      return closing
    },
  }
}
