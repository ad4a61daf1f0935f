/** Gateways that are broken on purpose, each in one way: what they do, the checker must find. */
import type { Door } from './world.ts'

type Lie = (door: Door) => Door

/** Acknowledges some changes without having written them. */
export const forgets: Lie = (door) => ({
  request: async (method, path, options) => {
    if (method !== 'PATCH' || !path.startsWith('/Users') || Math.random() > 0.5)
      return door.request(method, path, options)
    const answer = await door.request('GET', path)
    return { ...answer, headers: new Headers() }
  },
})

/** Says that nobody is there while the directory is away. */
export const denies: Lie = (door) => ({
  request: async (method, path, options) => {
    const answer = await door.request(method, path, options)
    return method === 'GET' && answer.status === 503 ? { ...answer, status: 404 } : answer
  },
})

/** Says that a change was refused, and has carried it out. */
export const contradicts: Lie = (door) => ({
  request: async (method, path, options) => {
    const answer = await door.request(method, path, options)
    const isHidden = method === 'POST' && path === '/Users' && answer.status === 201 && Math.random() < 0.5
    return isHidden ? { ...answer, status: 409, body: {} } : answer
  },
})

/** Answers reads from what it has read before. */
export const remembers: Lie = (door) => {
  const answers = cacheOf(door)
  return {
    request: async (method, path, options) => {
      const known = method === 'GET' ? answers.get(path) : undefined
      const answer = known ?? (await door.request(method, path, options))
      if (method === 'GET' && answer.status === 200) answers.set(path, answer)
      return answer
    },
  }
}

const caches = new WeakMap<Door, Map<string, Awaited<ReturnType<Door['request']>>>>()
const cacheOf = (door: Door) => {
  const known = caches.get(door) ?? new Map()
  caches.set(door, known)
  return known
}
