/** startWriter: writes one small change after another, so that contextCSN is never as it was. */
import { setTimeout as sleep } from 'node:timers/promises'
import { Attribute, Change, type Client } from 'ldapts'

const pauseMs = 5

/** To an entry that no resource is made of. Resolves when the first write is done. */
export const startWriter = async (client: Client, suffix: string): Promise<() => Promise<void>> => {
  let isOver = false
  let written = 0
  const write = async () => {
    written += 1
    const modification = new Attribute({ type: 'description', values: [`${written}`] })
    await client.modify(`ou=services,${suffix}`, new Change({ operation: 'replace', modification }))
  }
  await write()
  const writing = (async () => {
    while (!isOver) {
      await sleep(pauseMs)
      await write()
    }
  })()
  return async () => {
    isOver = true
    await writing
  }
}
