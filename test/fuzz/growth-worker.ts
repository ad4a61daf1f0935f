/** Worker of growth.test.ts: reads the texts, and says before each reader which it is. */
import { parentPort, workerData } from 'node:worker_threads'
import { hostileTexts, isRead, readers } from './growth-cases.ts'

const { length, share } = workerData as { readonly length: number; readonly share: number }
/** Another fifth of the texts each day. */
const texts = hostileTexts(length).filter((_, at) => at % 5 === share)

for (const [name, read] of Object.entries(readers)) {
  for (const [at, text] of texts.entries()) {
    // A text is told of before it is read: whoever waits knows which one did not end.
    if (at % 50 === 0) parentPort?.postMessage({ name, at })
    if (!isRead(read, text)) parentPort?.postMessage({ name, at, failed: text.slice(0, 60) })
  }
}
parentPort?.postMessage({ name: 'done', at: texts.length })
